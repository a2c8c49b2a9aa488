"""The demo's training, exams, insurance and equipment: most in order, some expiring, some missing, one thing not brought back."""

from datetime import date, timedelta
from decimal import Decimal

from xinglongtai.core.models import Officer, Parameter
from xinglongtai.core.roles import Role, has
from xinglongtai.core.staffing import services as verbs

#: What a sample bureau asks of its people a year; marked as a sample, because every bureau sets its own.
HOURS = 40
_SOURCE = "演示数据：本机关年度培训计划"


def play(everybody, stages: dict, on: date) -> None:
    """Records of the first bureau's people, entered by its administrator."""
    staff = everybody[0]
    admin = next(person for person in staff.everybody if has(person, Role.SYSADMIN))
    Parameter.objects.create(bureau=staff.bureau, key="staffing.training_hours", value=str(HOURS), source=_SOURCE)
    acting = [one for one in staff.everybody if has(one, Role.OFFICER) or has(one, Role.UNIT_HEAD)]
    _certificates(admin, acting, on)
    _trainings(admin, acting, on)
    for place, officer in enumerate(acting):
        _exam(admin, officer, place, on)
        _insurance(admin, officer, place, on)
    _loans(admin, acting, on)


def _certificates(admin: Officer, acting: list[Officer], on: date) -> None:
    """The second one renewed after the first certificate had run out; both are known."""
    officer = acting[1]
    first = officer.certificate_from - timedelta(days=1)
    data = {"number": f"{officer.certificate_no}旧", "valid_from": first - timedelta(days=1800), "valid_to": first}
    verbs.certificate_add(officer=officer, actor=admin, on=on, data={**data, "note": "演示：到期换证"})


def _trainings(admin: Officer, acting: list[Officer], on: date) -> None:
    last_year = {"on": date(on.year - 1, 6, 20), "title": "演示：行政处罚法培训", "hours": Decimal(48)}
    verbs.training_add_many(
        officers=acting, actor=admin, on=on, data={**last_year, "organizer": "演示市局", "note": ""}
    )
    day = max(date(on.year, 1, 1), on - timedelta(days=60))
    this_year = {"on": day, "title": "演示：柔性执法业务培训", "hours": Decimal("40")}
    some = acting[:-3]
    verbs.training_add_many(officers=some, actor=admin, on=on, data={**this_year, "organizer": "演示市局", "note": ""})
    short = {
        "on": on - timedelta(days=1),
        "title": "演示：执法记录仪使用",
        "hours": Decimal("4.5"),
        "organizer": "本局",
    }
    verbs.training_add_many(officers=acting[3:], actor=admin, on=on, data={**short, "note": ""})


def _exam(admin: Officer, officer: Officer, place: int, on: date) -> None:
    ends = on + timedelta(days=12) if place == 4 else on + timedelta(days=400)
    data = {"on": on - timedelta(days=300), "title": "演示：行政执法人员考试", "note": "", "valid_to": ends}
    result = {"result": "passed", "score": Decimal(80 + place)}
    if place == 6:
        result, data["valid_to"] = {"result": "failed", "score": Decimal("52.5")}, None
    verbs.exam_add(officer=officer, actor=admin, on=on, data={**data, **result})


def _insurance(admin: Officer, officer: Officer, place: int, on: date) -> None:
    ends = {2: on + timedelta(days=9), 5: on - timedelta(days=15), 7: None}.get(place, on + timedelta(days=200))
    if ends is None:
        return
    data = {"insurer": "演示财产保险公司", "policy_no": f"演示保单{place + 1:03d}", "valid_to": ends, "note": ""}
    verbs.insurance_add(officer=officer, actor=admin, on=on, data={**data, "valid_from": ends - timedelta(days=364)})


def _loans(admin: Officer, acting: list[Officer], on: date) -> None:
    """Everybody has a recorder; one terminal is late, one thing came back damaged, one entry was a mistake."""
    for place, officer in enumerate(acting, start=1):
        data = {"kind": "recorder", "number": f"演示记录仪{place:02d}", "lent_on": on - timedelta(days=150), "note": ""}
        verbs.loan_lend(officer=officer, actor=admin, on=on, data={**data, "due_on": None})
    late = {"kind": "terminal", "number": "演示终端01", "lent_on": on - timedelta(days=40), "note": ""}
    verbs.loan_lend(officer=acting[0], actor=admin, on=on, data={**late, "due_on": on - timedelta(days=6)})
    again = {
        "kind": "printer",
        "number": "演示打印机01",
        "lent_on": on - timedelta(days=30),
        "note": "",
        "due_on": None,
    }
    loan = verbs.loan_lend(officer=acting[1], actor=admin, on=on, data=again)
    note = "演示：出纸口卡纸，已送修"
    verbs.loan_return(loan=loan, actor=admin, on=on, returned_on=on - timedelta(days=3), condition="damaged", note=note)
    wrong = {"kind": "tester", "number": "演示快检箱01", "lent_on": on - timedelta(days=2), "note": "", "due_on": None}
    loan = verbs.loan_lend(officer=acting[0], actor=admin, on=on, data=wrong)
    verbs.record_set_aside(row=loan, actor=admin, reason="演示：借用人登记错误，已重新登记")
    verbs.loan_lend(officer=acting[3], actor=admin, on=on, data={**wrong, "due_on": on + timedelta(days=5)})
