"""What rows work with: people with logins, parties, cases as the product's own verbs make them. They stay in the database measured with."""

from datetime import date

from django.contrib.auth.models import Group
from django.db import models
from stdnum.cn import uscc

from cases.models import Assessment, Case, FirstOffenceCheck, Party, Violation
from cases.services import assessment_confirm, assessment_make, case_open, history_check_record, violation_add
from cases.status import CheckResult, PartyKind
from catalog.eligibility_parameters import parameters_for
from catalog.models import ItemVersion
from catalog.selectors import item_rule
from catalog.status import LoadState
from xinglongtai.core.models import Officer, User
from xinglongtai.core.roles import Role

from ..demo.answers import answers_for, verdict_of

PREFIX = "measure_"
#: Sources that people look up by hand.
BY_HAND = ("gsxt", "case_system")


def crowd(count: int) -> list[Officer]:
    """Up to ``count`` people all over the nation who have open cases, each with a login of their own."""
    busy = sorted(Case.objects.open().order_by().values_list("handler", flat=True).distinct())
    chosen = busy[:: max(1, len(busy) // count)][:count]
    people = list(Officer.objects.select_related("unit__bureau", "user").filter(pk__in=chosen).order_by("pk"))
    group = Group.objects.get(name=Role.OFFICER.value)
    for officer in people:
        if officer.user is None:
            officer.user = User.objects.create_user(f"{PREFIX}{officer.pk}", password=None)
            officer.user.groups.add(group)
            Officer.objects.filter(pk=officer.pk).update(user=officer.user)
    return people


def second(officer: Officer) -> Officer:
    """Who goes along."""
    return Officer.objects.filter(unit=officer.unit).exclude(pk=officer.pk).order_by("pk").first()


def easy_item(officer: Officer, on: date) -> ItemVersion:
    """An item under which a company may promise at once."""
    windows = parameters_for(officer.bureau)
    rows = ItemVersion.objects.in_force(on).for_bureau(officer.bureau).with_parts().filter(load_state=LoadState.ENABLED)
    for version in rows.order_by("pk"):
        if verdict_of(item_rule(version), PartyKind.COMPANY, windows, on) == "eligible":
            return version
    raise LookupError("no item of the list lets a company promise at once")


def code(n: int) -> str:
    """A 信用代码 with a right check digit."""
    body = f"91990000MB{n:07d}"
    return body + uscc.calc_check_digit(body)


def party(officer: Officer) -> Party:
    """A company that nobody knows yet."""
    n = (Party.objects.aggregate(last=models.Max("pk"))["last"] or 0) + 1
    return Party.objects.create(
        bureau=officer.bureau,
        kind=PartyKind.COMPANY,
        name=f"演示测量用第{n}号商店",
        uscc=code(n),
        operator="测量用负责人",
        phone="19900000000",
        address=f"演示测量街{n}号",
        created_by=officer,
    )


def registered(officer: Officer, who: Party, version: ItemVersion, on: date) -> Violation:
    """A case just opened for ``who``, with one violation and no sheet."""
    case = case_open(party=who, actor=officer, on=on, data={"co_handler": second(officer)})
    data = {
        "item_version": version,
        "description": version.violation.split("（")[0][:120],
        "fact_detail": "测量用现场情况。",
    }
    return violation_add(case=case, actor=officer, on=on, data=data)


def judged(violation: Violation, officer: Officer, on: date) -> Assessment:
    """Its sheet, everything answered for a promise."""
    return assessment_make(
        violation=violation,
        actor=officer,
        on=on,
        answers={
            **answers_for(item_rule(violation.item_version), violation.case.party.kind),
            "violation_established": True,
            "jurisdiction": "own",
        },
    )


def ready(officer: Officer, version: ItemVersion, on: date) -> Case:
    """A case that waits for its letter, by the verbs."""
    violation = registered(officer, party(officer), version, on)
    for source in BY_HAND:
        history_check_record(violation=violation, actor=officer, source=source, result=CheckResult.NONE)
    judged(violation, officer, on)
    return assessment_confirm(case=violation.case, actor=officer, on=on)


def copies(case: Case, handlers: list[Officer]) -> list[Case]:
    """``case`` once more for each of ``handlers``, with a party of its own: past the verbs, which would take minutes."""
    violation = case.violations.get()
    parts = [(Assessment, list(violation.assessments.all()))]
    parts.append((FirstOffenceCheck, list(violation.history_checks.all())))
    last, along = Party.objects.aggregate(last=models.Max("pk"))["last"], {}
    parties = []
    for n, handler in enumerate(handlers, start=1):
        along[handler.pk] = along.get(handler.pk) or second(handler)
        name = f"演示测量用第{last + n}号商店"
        parties.append(_fresh(case.party, name=name, name_key=name, uscc=code(last + n)))
    _store(Party, parties)
    cases = [
        _fresh(case, party=who, handler=handler, unit=handler.unit, co_handler=along[handler.pk])
        for who, handler in zip(parties, handlers, strict=True)
    ]
    _store(Case, cases)
    rows = _store(Violation, [_fresh(violation, case=one) for one in cases])
    for model, originals in parts:
        _store(model, [_fresh(one, violation=row) for row in rows for one in originals])
    return cases


def _store(model, rows: list) -> list:
    return model.objects.bulk_create(rows, batch_size=500)


def _fresh(row, **given):
    """The same row once more, not stored."""
    values = {
        field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key
    }
    made = type(row)(**values)
    for name, value in given.items():
        setattr(made, name, value)
    return made
