"""Cases that ended in a penalty, and what legal staff record of the decision."""

from datetime import date
from decimal import Decimal

from cases import services as case_services
from cases.models import Case
from cases.outcomes import BASES
from tests.factories import DAY
from xinglongtai.oversight.publication import services
from xinglongtai.oversight.publication.models import Publication
from xinglongtai.oversight.publication.selectors import draft_content

#: What a complete record of a fine says besides what is taken from the case.
FINE = {
    "kinds": ["fine"],
    "fine": Decimal("500.00"),
    "content": "罚款人民币500元。",
    "elsewhere": False,
    "informed": True,
    "screened": True,
}


def ended(office, case: Case, outcome: str, *, on: date = DAY, number: str = "") -> Case:
    """``case`` after the leader approved ``outcome`` as the officer proposed it."""
    row = case_services.disposition_propose(
        case=case,
        actor=office.officer,
        on=on,
        outcome=outcome,
        basis=BASES[outcome],
        reason="已查明",
        decision_number=number,
    )
    case_services.disposition_decide(disposition=row, actor=office.leader, on=on, approve=True)
    return Case.objects.get(pk=case.pk)


def penalised(office, outcome: str = "penalty", *, on: date = DAY, **kwargs) -> Case:
    """A case that was filed without a pledge and closed with a penalty on ``on``."""
    case = ended(office, office.ready(on=on, **kwargs), "escalate", on=on)
    return ended(office, case, outcome, on=on, number=f"演市监罚〔{on.year}〕{case.pk}号")


def lenient(office, *, on: date = DAY, **kwargs) -> Case:
    """A filed case, closed with 不予行政处罚 on ``on``."""
    case = ended(office, office.ready(on=on, **kwargs), "escalate", on=on)
    return ended(office, office.educated(case, on=on), "no_penalty", on=on)


def recorded(office, case: Case, *, on: date = DAY, **changes):
    """The content of ``case``, complete unless ``changes`` say otherwise."""
    data = {**draft_content(case), **FINE, **changes}
    return services.content_record(case=case, actor=office.legal, on=on, data=data)


def rows_of(case: Case) -> dict[str, Publication]:
    """Target → publication of ``case`` as it stands."""
    return {row.target: row for row in Publication.objects.filter(case=case)}


def waiting(office, *, on: date = DAY, **kwargs) -> Publication:
    """A complete row that waits for the 公示系统."""
    case = penalised(office, on=on, **kwargs)
    services.rows_make(on=on, bureau=office.bureau)
    recorded(office, case, on=on)
    return rows_of(case)["gsxt"]


def packed(office, *publications, on: date = DAY, target: str = "gsxt", is_lenient: bool = False):
    """A pack of these rows."""
    given = {"target": target, "lenient": is_lenient, "publications": publications}
    return services.pack_make(actor=office.legal, on=on, **given)


def sent(office, *publications, on: date = DAY):
    """A pack of these rows that was handed over."""
    pack = packed(office, *publications, on=on)
    return services.pack_send(pack=pack, actor=office.legal, on=on, sent_on=on, receipt="R-1")
