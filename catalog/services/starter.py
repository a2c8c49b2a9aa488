"""The starter catalog (起步清单,示例): facts of statutes, the vocabulary of conditions and 66 everyday items.

It is an example to begin with, not the bureau's own list; nothing in it is law before legal staff have confirmed it.
"""

import csv
import json
import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.db import transaction

from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.guard import require

from ..models import ConditionToken, Item, ItemExample, ItemVersion, Statute, StatuteVersion
from ..rows import CitedArticle, read_row
from ..status import ValueType
from .first_publication import sole_drafts_publish
from .import_plans import plan_row
from .import_stock import Stock
from .imports import IMPORT, plans_apply
from .publication import PUBLISH, item_version_publish, item_version_submit

FILES = Path(__file__).resolve().parent.parent / "starter"
BATCH = "起步清单"
COMPARISON = re.compile(r"^\w+?(<=|>=|=|<|>)(.+)$")


@dataclass
class StarterOutcome:
    """How many rows were made, how many were there already, and which drafts could not be published, with the reason."""

    statutes: int = 0
    tokens: int = 0
    created: int = 0
    present: int = 0
    published: int = 0
    left_as_draft: list[str] = field(default_factory=list)


@transaction.atomic
def starter_load(*, actor, on: date, approver=None) -> StarterOutcome:
    """Load what is missing into the actor's bureau; with a second legal person ``approver`` also publish it.

    Safe to repeat: an item number that exists is left as it is, whatever has become of it. Load states are kept, so
    switched-off items and those under legal review stay so. Raises NotAllowed; DomainError when both are one person.
    """
    require(actor, IMPORT, "导入清单")
    if approver:
        require(approver, PUBLISH, "发布清单事项")
        if approver == actor:
            raise DomainError("载入和发布须由两名法制人员分别办理。请另指定一名发布人。")
        if approver.bureau != actor.bureau:
            raise DomainError("发布人须是本机关的法制人员。请另指定一名发布人。")
    outcome = StarterOutcome(statutes=_load_statutes(), tokens=_load_tokens())
    known = set(Item.objects.for_bureau(actor.bureau).values_list("number", flat=True))
    citations = _read_citations()
    rows = [read_row(line) for line in _lines("items.csv")]
    missing = [row for row in rows if row.number not in known]
    stock = Stock(actor.bureau, on)
    plans = [plan_row(stock, row, citations.get(row.number, [])) for row in missing]
    plans_apply(stock=stock, plans=plans, actor=actor, is_sample=True)
    outcome.created, outcome.present = len(missing), len(rows) - len(missing)
    _load_examples(actor)
    if approver:
        _publish(outcome, actor, approver, on)
    if outcome.created or outcome.published:
        audit.record(
            verb="starter_load",
            actor=actor,
            target=actor.bureau,
            created=outcome.created,
            published=outcome.published,
        )
    return outcome


def _load_examples(actor) -> None:
    """Test cases for starter items that have none; an item that went into a batch of the bureau's own is left as it is."""
    bare = Item.objects.for_bureau(actor.bureau).filter(examples=None, versions__batch__is_sample=True)
    items = {item.number: item for item in bare.exclude(versions__batch__is_sample=False).distinct()}
    rows = [
        ItemExample(
            item=items[line["item_no"]],
            title=line["title"],
            facts=json.loads(line["facts"]),
            verdict=line["verdict"],
            sort=place,
            updated_by=actor,
        )
        for place, line in enumerate(_lines("examples.csv"), start=1)
        if line["item_no"] in items
    ]
    ItemExample.objects.bulk_create(rows)


def _publish(outcome: StarterOutcome, actor, approver, on: date) -> None:
    rows = ItemVersion.objects.drafts().for_bureau(actor.bureau).filter(batch__name=BATCH, batch__is_sample=True)
    drafts = list(rows.select_related("item__bureau", "source_list").in_list_order().select_for_update(of=("self",)))
    versions = ItemVersion.objects.filter(item__in=[draft.item_id for draft in drafts])
    held = Counter(versions.order_by().values_list("item_id", flat=True))
    sole = [draft for draft in drafts if held[draft.item_id] == 1]
    refusals = sole_drafts_publish(drafts=sole, submitter=actor, publisher=approver, on=on) if sole else {}
    for draft in drafts:
        if held[draft.item_id] == 1:
            continue
        try:
            item_version_submit(version=draft, actor=actor, on=on)
            item_version_publish(version=draft, actor=approver, on=on)
        except TransitionRefused as refusal:
            refusals[draft.pk] = refusal.message
    outcome.published += len(drafts) - len(refusals)
    outcome.left_as_draft += [refusals[draft.pk] for draft in drafts if draft.pk in refusals]


def _lines(name: str) -> list[dict]:
    with open(FILES / name, encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _load_statutes() -> int:
    """The statutes and wordings that are missing; what another load writes at the same moment is left to it."""
    lines = _lines("statutes.csv")
    first = {line["title"]: line for line in reversed(lines)}
    known = set(Statute.objects.filter(title__in=first).values_list("title", flat=True))
    Statute.objects.bulk_create(
        [
            Statute(title=title, short_title=first[title]["short_title"], kind=first[title]["kind"])
            for title in dict.fromkeys(line["title"] for line in lines)
            if title not in known
        ],
        ignore_conflicts=True,
    )
    statutes = {statute.title: statute for statute in Statute.objects.filter(title__in=first)}
    wordings = StatuteVersion.objects.filter(statute__in=statutes.values()).order_by()
    known = set(wordings.values_list("statute__title", "version_date"))
    missing = {(line["title"], _day(line["version_date"])): line for line in reversed(lines)}
    fresh = [
        StatuteVersion(
            statute=statutes[title],
            version_date=day,
            effective_from=_day(line["effective_from"]),
            effective_to=_day(line["effective_to"]),
            note=line["note"],
        )
        for (title, day), line in reversed(missing.items())
        if (title, day) not in known
    ]
    StatuteVersion.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def _load_tokens() -> int:
    """The words that are missing; what another load writes at the same moment is left to it."""
    known = set(ConditionToken.objects.values_list("token", flat=True))
    fresh = {
        line["token"]: _token(line) for line in reversed(_lines("condition_tokens.csv")) if line["token"] not in known
    }
    ConditionToken.objects.bulk_create(reversed(fresh.values()), ignore_conflicts=True)
    return len(fresh)


def _token(line: dict) -> ConditionToken:
    match = COMPARISON.match(line["token"]) if line["value_type"] != ValueType.BOOL else None
    return ConditionToken(
        token=line["token"],
        role=line["kind"],
        value_type=line["value_type"],
        comparator=match[1] if match else "",
        parameter=match[2] if match else "",
        unit=line["unit"],
        label=line["label"],
        judged_by=line["judged_by"],
        evidence=line["evidence"],
        basis=line["basis"],
        applies_to_all=line["applies_to_all_items"] == "yes",
    )


def _read_citations() -> dict[str, list[CitedArticle]]:
    found: dict[str, list[CitedArticle]] = {}
    for line in _lines("citations.csv"):
        article = CitedArticle(line["role"], line["law_title"], line["article"], _day(line["version_date"]))
        found.setdefault(line["item_no"], []).append(article)
    return found
