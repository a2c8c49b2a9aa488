"""A ledger of any length for measurements, written straight into a scratch database: never used by the product itself."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Group
from django.db import transaction

from cases.models import Case, Disposition, FirstOffenceCheck, Party, Violation
from catalog.models import Batch, Item, ItemVersion
from catalog.status import LeniencyKind, LoadState, PenaltyStructure
from pledges.models import Letter, Pledge, Recheck, Service
from xinglongtai.core import roles, units
from xinglongtai.core.models import IssuedDocument, Officer, Unit, User

DAY = date(2026, 6, 1)
NOON = datetime(2026, 6, 1, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
_PIECE = 5_000
_AGENCY = {
    "full_name": "测试市场监督管理局",
    "region_code": "000000",
    "document_prefix": "测市监",
    "phone": "000-0000000",
}
_LAW = "中华人民共和国市场主体登记管理条例"


def office() -> tuple[Officer, Officer, ItemVersion]:
    """(officer, legal staff, item) of a bureau of its own."""
    roles.seed()
    bureau = units.create_bureau(code="bench-ledger", name="测试", **_AGENCY)
    unit = units.place(Unit(parent=bureau.unit, name="测试所"))
    people = [_person(unit, f"bench-{n}", role) for n, role in enumerate(["officer", "legal"])]
    batch = Batch.objects.create(bureau=bureau, name="测试批次", sequence=1)
    item = Item.objects.create(bureau=bureau, number="R3", domain="登记注册与公示")
    version = ItemVersion.objects.create(
        item=item,
        version_no=1,
        batch=batch,
        violation="营业执照未置于住所或主要经营场所醒目位置",
        violated_law=_LAW,
        violated_article="第三十六条",
        penalty_law=_LAW,
        penalty_article="第四十八条第一款",
        penalty_structure=PenaltyStructure.PROGRESSIVE,
        leniency_kind=LeniencyKind.MINOR,
        load_state=LoadState.REVIEW,
        effective_from=date(2022, 3, 1),
    )
    return people[0], people[1], version


def _person(unit, name: str, role: str) -> Officer:
    user = User.objects.create_user(name, password=None)
    user.groups.add(Group.objects.get(name=role))
    return Officer.objects.create(user=user, unit=unit, name=f"测量员{name[-1]}", certificate_no=f"CL{name}")


def fill(count: int, officer: Officer, second: Officer, version: ItemVersion) -> None:
    """``count`` closed cases, each with a letter, a service, a check, a recheck and an approved outcome."""
    for start in range(0, count, _PIECE):
        _piece(range(start, min(start + _PIECE, count)), officer, second, version)


def _store(model, rows) -> list:
    """Rows past every verb: a hundred thousand cases by the verbs would take hours. Only scratch databases are filled so."""
    return model.objects.bulk_create(rows)


@transaction.atomic
def _piece(numbers: range, officer: Officer, second: Officer, version: ItemVersion) -> None:
    bureau = officer.bureau
    days = {n: DAY - timedelta(days=n % 900) for n in numbers}
    parties = _store(
        Party,
        [
            Party(
                bureau=bureau,
                kind="individual_business" if n % 3 else "natural_person",
                name=f"测试区第{n}号综合商店",
                name_key=f"测试区第{n}号综合商店",
                uscc=f"92{n:016d}" if n % 3 else "",
                id_number="" if n % 3 else f"2111{n:014d}",
                operator=f"经营者{n}",
                phone=f"139{n:08d}",
                address=f"测试街道{n}号",
                created_by=officer,
            )
            for n in numbers
        ],
    )
    cases = _store(
        Case,
        [
            Case(
                bureau=bureau,
                unit=officer.unit,
                party=party,
                handler=officer,
                co_handler=second,
                status="closed",
                discovered_on=days[n],
                inspected_on=days[n],
                outcome="no_case",
                outcome_on=days[n] + timedelta(days=12),
                decision_number=f"测市监不立〔{days[n].year}〕{n}号",
            )
            for n, party in zip(numbers, parties, strict=True)
        ],
    )
    violations = _store(
        Violation,
        [
            Violation(case=case, item_version=version, description=version.violation, act_on=case.inspected_on)
            for case in cases
        ],
    )
    _store(
        FirstOffenceCheck,
        [
            FirstOffenceCheck(violation=violation, source=source, result="none", window_from=DAY, checked_by=officer)
            for violation in violations
            for source in ("own", "imported")
        ],
    )
    _store(
        Disposition,
        [
            Disposition(
                case=case,
                outcome="no_case",
                basis="行政处罚法第三十三条第一款",
                reason="轻微并及时改正",
                from_status="corrected",
                state="approved",
                proposed_on=case.outcome_on,
                proposed_by=officer,
                decided_by=second,
                decided_on=case.outcome_on,
            )
            for case in cases
        ],
    )
    _promises(numbers, cases, officer, second)


def _promises(numbers: range, cases: list[Case], officer: Officer, second: Officer) -> None:
    pledges = _store(
        Pledge,
        [
            Pledge(
                case=case,
                bureau=case.bureau,
                mode="by_date",
                status="fulfilled",
                issued_on=case.inspected_on,
                agreed_on=case.inspected_on + timedelta(days=7),
                due_on=case.inspected_on + timedelta(days=7),
                signed_on=case.inspected_on,
                delivery="hand",
                submitted_on=case.inspected_on + timedelta(days=5),
            )
            for case in cases
        ],
    )
    documents = _store(
        IssuedDocument,
        [
            IssuedDocument(
                bureau=case.bureau,
                kind="pledge",
                year=case.inspected_on.year,
                n=n + 1,
                number_text=f"测市监柔承〔{case.inspected_on.year}〕{n + 1}号",
                template_version="v1",
                snapshot={},
                issued_by=officer,
                issued_at=NOON,
            )
            for n, case in zip(numbers, cases, strict=True)
        ],
    )
    _store(Letter, [Letter(pledge=p, document=d) for p, d in zip(pledges, documents, strict=True)])
    _store(
        Service,
        [
            Service(
                case=case,
                document=document,
                method="hand",
                sent_on=case.inspected_on,
                served_on=case.inspected_on,
                recipient="测试",
                signed_receipt=True,
                recorded_by=officer,
            )
            for case, document in zip(cases, documents, strict=True)
        ],
    )
    _store(
        Recheck,
        [
            Recheck(
                pledge=pledge,
                on=pledge.submitted_on,
                officer=officer,
                co_officer=second,
                result="corrected",
                note="现场查看，已悬挂执照",
            )
            for pledge in pledges
        ],
    )
