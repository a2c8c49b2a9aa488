"""Candidates for the next batch: kept when an off-list violation was approved, then drafted as an item or declined."""

import re
from collections.abc import Iterable
from datetime import date

from django.db import transaction

from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.guard import require, visible_row

from ..models import Batch, Candidate, Item, ItemVersion, Statute
from ..rows import BASIS, split_cell
from ..status import BasisScope, CandidateState, LeniencyKind, LoadState
from .batches import item_create
from .versions import item_version_parts_save, item_version_save

_LABEL = re.compile(r"^第[零〇一二三四五六七八九十百千]+条")
_NUMBER = re.compile(r"^([A-Za-z]{1,4})(\d{1,4})$")


def candidate_thread(candidate: Candidate) -> str:
    """The audit thread that gathers the history of a candidate."""
    return f"candidate:{candidate.pk}"


@transaction.atomic
def candidate_add(
    *,
    actor,
    on: date,
    origin: str,
    violation: str,
    violated: str = "",
    penalty: str = "",
    basis: str = "",
    scope: str = "",
    reasons: str = "",
    origin_url: str = "",
) -> Candidate:
    """Keep an approved off-list violation as a candidate of the actor's bureau; ``origin`` names the case.

    Once for each origin and violation: asked again it returns the one there is. The caller leaves out whatever names a
    party. Raises NotAllowed without ``catalog.add_candidate``.
    """
    require(actor, "catalog.add_candidate", "列入候选事项")
    row, created = Candidate.objects.get_or_create(
        bureau=actor.bureau,
        origin=origin[:60],
        violation=violation.strip()[:200],
        defaults={
            "violated": violated.strip()[:300],
            "penalty": penalty.strip()[:300],
            "basis": basis.strip()[:300],
            "scope": scope.strip()[:300],
            "reasons": reasons.strip(),
            "origin_url": origin_url,
            "proposed_on": on,
            "proposed_by": actor,
        },
    )
    if created:
        audit.record(
            verb="candidate_add",
            actor=actor,
            target=row,
            thread=candidate_thread(row),
            violation=row.violation,
            origin=row.origin,
        )
    return row


@transaction.atomic
def candidate_adopt(
    *,
    candidate: Candidate,
    actor,
    on: date,
    number: str,
    domain: str,
    batch: Batch,
    leniency_kind: str = LeniencyKind.MINOR,
    same: Iterable[Candidate] = (),
) -> ItemVersion:
    """Draft an item from ``candidate`` (起草为清单事项): a new number, its first version as a draft, prefilled.

    ``same`` are further open candidates that tell of the same thing; they are adopted into the same item. The draft is
    «须法制审核» and not verified until its text is checked. Raises NotAllowed, NotVisible, TransitionRefused (decided
    already), DomainError (number in use or badly formed, no domain, another bureau's batch).
    """
    require(actor, "catalog.change_candidate", "处理候选事项")
    rows = [_open_row(candidate, actor), *(_open_row(other, actor) for other in same if other.pk != candidate.pk)]
    if not domain.strip():
        raise DomainError("请填写领域，如 登记注册与公示。", field="domain")
    item = item_create(actor=actor, number=number, domain=domain)
    version = item_version_save(
        version=_draft(rows[0], item, batch, leniency_kind), actor=actor, fields=["由候选事项起草"]
    )
    item_version_parts_save(version=version, actor=actor, on=on)
    for row in rows:
        _decide(row, actor, on, CandidateState.ADOPTED, f"起草为 {item.number}", item)
    return version


@transaction.atomic
def candidate_decline(*, candidate: Candidate, actor, on: date, reason: str) -> Candidate:
    """Do not take ``candidate`` into the list (不纳入), with the reason.

    Raises NotAllowed, NotVisible, TransitionRefused (decided already), DomainError (no reason).
    """
    require(actor, "catalog.change_candidate", "处理候选事项")
    row = _open_row(candidate, actor)
    if not reason.strip():
        raise DomainError("请写明不纳入的理由，供以后同类情况参考。", field="reason")
    return _decide(row, actor, on, CandidateState.DECLINED, reason.strip()[:300])


def free_numbers(bureau) -> dict[str, str]:
    """Domain → next free item number in the letter that the domain uses; ``""`` stands for a domain not in use yet."""
    highest: dict[str, int] = {}
    letters: dict[str, dict[str, int]] = {}
    for number, domain in Item.objects.for_bureau(bureau).values_list("number", "domain"):
        letter, digits = _NUMBER.match(number).groups()
        highest[letter.upper()] = max(highest.get(letter.upper(), 0), int(digits))
        used = letters.setdefault(domain, {})
        used[letter.upper()] = used.get(letter.upper(), 0) + 1
    found = {domain: max(used, key=used.get) for domain, used in letters.items()}
    numbers = {domain: f"{letter}{highest[letter] + 1}" for domain, letter in found.items()}
    letter = max(highest, key=highest.get, default="A")
    numbers[""] = f"{letter}{highest.get(letter, 0) + 1}"
    return numbers


def _open_row(candidate: Candidate, actor) -> Candidate:
    row = visible_row(Candidate.objects.filter(bureau=actor.bureau).select_related("decided_by"), candidate.pk)
    if row.state != CandidateState.OPEN:
        raise TransitionRefused(
            f"候选事项“{row.violation}”已由{row.decided_by.name}办理为“{row.get_state_display()}”（{row.decision_note}），不能再办理。"
        )
    return row


def _decide(row: Candidate, actor, on: date, state: str, note: str, item: Item | None = None) -> Candidate:
    row.state, row.decided_on, row.decided_by, row.decision_note, row.item = state, on, actor, note, item
    row.save()
    audit.record(
        verb=f"candidate_{'adopt' if item else 'decline'}",
        actor=actor,
        target=row,
        thread=candidate_thread(row),
        violation=row.violation,
        origin=row.origin,
        number=item.number if item else "",
        reason=note,
    )
    return row


def _draft(row: Candidate, item: Item, batch: Batch, leniency_kind: str) -> ItemVersion:
    """The first version of ``item`` as far as the candidate says it; what is not certain stays in the note."""
    violated, penalty = _articles(row.violated), _articles(row.penalty)
    said = [
        row.reasons,
        f"适用范围：{row.scope}" if row.scope else "",
        f"条款原文：{row.violated}" if row.violated else "",
    ]
    return ItemVersion(
        item=item,
        batch=batch,
        violation=row.violation,
        violated_law=violated[0],
        violated_article=violated[1],
        penalty_law=penalty[0],
        penalty_article=penalty[1],
        leniency_kind=leniency_kind,
        legal_basis_scope=BasisScope.STATUTE,
        leniency_basis=row.basis,
        load_state=LoadState.REVIEW,
        verified=False,
        evidence=f"由{row.origin}等清单外审核形成"[:100],
        note="；".join(part for part in said if part)[:600],
    )


def _articles(text: str) -> tuple[str, str]:
    """(full title, articles) of the law that ``text`` names first; blanks where none can be read."""
    title, labels = "", []
    for part in split_cell(text.replace("、", ";")):
        if _LABEL.match(part) and title:
            labels.append(part)
        elif match := BASIS.match(part):
            if title and match["title"] != title:
                break
            title = match["title"]
            labels.append(match["label"])
    return (_full_title(title), "；".join(labels)[:200]) if 0 < len(title) <= 120 else ("", "")


def _full_title(title: str) -> str:
    known = Statute.objects.filter(short_title=title).values_list("title", flat=True).first()
    return known or title
