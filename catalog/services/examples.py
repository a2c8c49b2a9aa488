"""Test cases of an item (测试情形): kept by legal staff, and a gate before a version goes to the second person.

They belong to the item, not to a version, so they may change at any time; what a published version says does not.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from django.db import transaction

from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.guard import require, visible_row

from ..eligibility import Parameters
from ..eligibility.examples import Proposal, Tried, proposals, tried
from ..eligibility_parameters import parameters_for
from ..models import Item, ItemExample, ItemVersion
from ..selectors import item_rule
from .batches import clean_or_refuse
from .gates import register

EDIT = "catalog.change_item"


def _item(item: Item, actor) -> Item:
    require(actor, EDIT, "维护测试情形")
    return visible_row(Item.objects.for_bureau(actor.bureau), item.pk)


@transaction.atomic
def example_save(
    *,
    item: Item,
    actor,
    on: date,
    title: str,
    facts: Mapping,
    verdict: str,
    example: ItemExample | None = None,
) -> ItemExample:
    """Keep a test case of ``item``, a new one or ``example`` itself.

    ``facts`` holds only what differs from «各项都符合». Raises NotAllowed, NotVisible, DomainError (no or a double
    title, an answer that cannot be read, an unknown verdict).
    """
    item = _item(item, actor)
    row = visible_row(item.examples, example.pk) if example else ItemExample(item=item, sort=item.examples.count() + 1)
    row.title, row.facts, row.verdict, row.updated_by = title.strip(), dict(facts), verdict, actor
    if not row.title:
        raise DomainError("请给这个情形起个名字，如 十天内补办、初次发现。", field="title")
    if item.examples.filter(title=row.title).exclude(pk=row.pk).exists():
        raise DomainError(f"已有名为“{row.title}”的测试情形，请换个名字。", field="title")
    clean_or_refuse(row, exclude=["facts"])  # nothing differs: that is the all-good case
    newest = newest_version(item)
    if newest:
        found = tried(item_rule(newest), row.title, row.facts, verdict, on, parameters_for(item.bureau))
        if found.error:
            raise DomainError(f"有一项填写读不懂：{found.error}")
    row.save()
    _record("example_save", row, actor, verdict=row.get_verdict_display())
    return row


@transaction.atomic
def example_delete(*, example: ItemExample, actor) -> None:
    """Take a test case away. Raises NotAllowed, NotVisible."""
    item = _item(example.item, actor)
    row = visible_row(item.examples, example.pk)
    _record("example_delete", row, actor)
    row.delete()


@transaction.atomic
def examples_adopt(*, version: ItemVersion, actor, on: date, confirmed: Mapping[str, str]) -> list[ItemExample]:
    """Keep the proposals a person confirmed: ``confirmed`` maps a proposal's key to the verdict that was shown.

    Raises TransitionRefused when the rules say something else by now than what was shown, so that nothing is kept unseen.
    """
    item = _item(version.item, actor)
    offered = {proposal.key: proposal for proposal in examples_proposed(version, on)}
    kept = []
    for key, verdict in confirmed.items():
        if key not in offered or offered[key].verdict != verdict:
            raise TransitionRefused("事项的条件在您打开页面之后改过，请重新生成测试情形再确认。")
        one = offered[key]
        kept.append(example_save(item=item, actor=actor, on=on, title=one.title, facts=one.facts, verdict=one.verdict))
    return kept


def _record(verb: str, row: ItemExample, actor, **data) -> None:
    audit.record(
        verb=verb,
        actor=actor,
        target=row,
        thread=f"item:{row.item_id}",
        number=row.item.number,
        title=row.title,
        **data,
    )


def newest_version(item: Item) -> ItemVersion | None:
    """The version an example of ``item`` is read with: the open one, else the last."""
    return ItemVersion.objects.filter(item=item).with_parts().order_by("-version_no").first()


def examples_proposed(version: ItemVersion, on: date) -> list[Proposal]:
    """What the rules offer as test cases of ``version``, without those whose title the item has already."""
    held = set(version.item.examples.values_list("title", flat=True))
    found = proposals(item_rule(version), on, parameters_for(version.item.bureau))
    return [one for one in found if one.title not in held]


def examples_tried(version: ItemVersion, on: date) -> list[tuple[ItemExample, Tried]]:
    """Every test case of the item on the rule of ``version``, in order."""
    rows = list(version.item.examples.all())
    if not rows:
        return []
    whole = ItemVersion.objects.with_parts().get(pk=version.pk)
    return _try(rows, whole, on, parameters_for(whole.item.bureau))


def _try(rows: Iterable[ItemExample], version: ItemVersion, on: date, parameters: Parameters):
    rule = item_rule(version)
    return [(row, tried(rule, row.title, row.facts, row.verdict, on, parameters)) for row in rows]


@register
def all_examples_hold(versions: Sequence[ItemVersion], on: date) -> dict[int, list[str]]:
    """:func:`examples_hold` of each version by its id; the versions come with their conditions."""
    rows = defaultdict(list)
    for row in ItemExample.objects.filter(item__in={version.item_id for version in versions}):
        rows[row.item_id].append(row)
    asked = [version for version in versions if rows[version.item_id]]
    known = {bureau: parameters_for(bureau) for bureau in {version.item.bureau for version in asked}}
    return {
        version.pk: _faults(_try(rows[version.item_id], version, on, known[version.item.bureau])) for version in asked
    }


def examples_hold(version: ItemVersion, on: date) -> list[str]:
    """The item's test cases come out as expected under this version."""
    return _faults(examples_tried(version, on))


def _faults(tries: Iterable[tuple[ItemExample, Tried]]) -> list[str]:
    return [found.fault for _, found in tries if not found.holds]
