"""Records of people as the system administrator enters them; dates around the day of the situations."""

from datetime import timedelta
from decimal import Decimal

from tests.factories import DAY
from xinglongtai.core.models import Parameter
from xinglongtai.core.staffing import acting, services

YEAR = timedelta(days=365)


def certificate(office, officer=None, **values):
    data = {"number": "新001", "valid_from": DAY - timedelta(10), "valid_to": DAY + YEAR, **values}
    who = officer or office.officer
    return services.certificate_add(officer=who, actor=office.sysadmin, on=DAY, data=data)


def training(office, officer=None, **values):
    data = {"on": DAY, "title": "处罚法培训", "hours": Decimal(8), "organizer": "", "note": "", **values}
    return services.training_add(officer=officer or office.officer, actor=office.sysadmin, on=DAY, data=data)


def exam(office, **values):
    data = {"on": DAY - YEAR, "title": "执法考试", "result": "passed", "score": None, "valid_to": None, "note": ""}
    return services.exam_add(officer=office.officer, actor=office.sysadmin, on=DAY, data=data | values)


def insurance(office, **values):
    data = {"insurer": "演示保险", "policy_no": "P1", "valid_from": DAY, "valid_to": DAY + YEAR, "note": ""}
    return services.insurance_add(officer=office.officer, actor=office.sysadmin, on=DAY, data=data | values)


def lend(office, officer=None, **values):
    data = {"kind": "recorder", "number": "R1", "lent_on": DAY, "due_on": None, "note": "", **values}
    return services.loan_lend(officer=officer or office.officer, actor=office.sysadmin, on=DAY, data=data)


def switch_on(office, *keys, **values):
    for key in keys:
        Parameter.objects.create(bureau=office.bureau, key=f"staffing.{key}", value="是")
    for key, value in values.items():
        Parameter.objects.create(bureau=office.bureau, key=f"staffing.{key}", value=str(value))
    acting.forget()
