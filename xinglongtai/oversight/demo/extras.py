"""Beside the cases: soft measures with and without a case, and records from before this system."""

from collections.abc import Iterator
from datetime import date, timedelta

from cases import services as case_verbs
from cases.models import Case, Party, PriorRecord
from cases.status import MeasureKind
from catalog.models import Item

from .people import Staff
from .stage import Stage

MEASURES = 24
_TOPICS = ("亮照经营提示", "明码标价辅导", "广告用语提醒", "年报填报辅导", "计量器具检定提示", "制止餐饮浪费倡议")
#: (days ago, item number, outcome, broken) of the records taken over; all lie outside the items that the stories use.
_PAST = (
    (400, "F12", "罚款（演示）", False),
    (520, "M5", "警告（演示）", False),
    (610, "S1", "责令改正（演示）", False),
    (700, "F13", "不予处罚（演示）", False),
    (820, "M3", "警告（演示）", False),
    (900, "C7", "承诺未履行（演示）", True),
)


def record_the_past(staff: Staff, parties: list[Party], on: date) -> None:
    """Imported penalties of a few parties, as ``import_prior_records`` would leave them."""
    items = {item.number: item for item in Item.objects.filter(bureau=staff.bureau)}
    for n, (days, number, outcome, broken) in enumerate(_PAST):
        party = parties[n * 3 % len(parties)]
        item = items[number]
        PriorRecord.objects.create(
            bureau=staff.bureau,
            party_name=party.name,
            uscc=party.uscc,
            registration_no=party.registration_no,
            id_number="" if party.uscc else party.id_number,
            item=item,
            violation=item.versions.first().violation,
            act_on=on - timedelta(days=days),
            document_number=f"演示〔{(on - timedelta(days=days)).year}〕{n + 1}号",
            outcome=outcome,
            breached=broken,
            source="演示：历史台账",
        )


def measures(stage: Stage) -> list[Iterator[date]]:
    """Guidance, reminders and talks over the last weeks, each a story of its own."""
    count = MEASURES if len(stage.staff.teams) > 1 else MEASURES // 4
    return [_measure(stage, n) for n in range(count)]


def _measure(stage: Stage, n: int) -> Iterator[date]:
    """One measure; every third belongs to a case of the party, where there is one by then."""
    kinds = list(MeasureKind)
    team = stage.staff.teams[n % len(stage.staff.teams)]
    party = stage.casting.parties[n % len(stage.casting.parties)]
    yield stage.ago(2 + 4 * n)
    case = Case.objects.visible_to(team.first).filter(party=party).order_by("-pk").first() if n % 3 == 0 else None
    stage.clock.tick(1)
    case_verbs.measure_record(
        party=party,
        actor=team.first,
        on=stage.clock.today,
        case=case,
        data={
            "kind": kinds[n % len(kinds)],
            "topic": f"{_TOPICS[n % len(_TOPICS)]}（演示）",
            "explained": "演示数据：讲明有关要求和改正办法，发放提示单一份。",
            "place": party.address,
            "received_by": party.operator or party.name,
            "co_officer": team.second if n % 2 else None,
        },
    )
