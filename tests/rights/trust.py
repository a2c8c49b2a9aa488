"""Rights of trust: the record is the bureau's, legal staff decide on objections; lists exist only where they are switched on."""

from datetime import timedelta

from tests.rights.main import GONE, IN, IN_BUREAU, LEGAL, NO, STAFF, rule
from xinglongtai.core.models import Parameter
from xinglongtai.oversight.trust import services

_LISTS = rule(IN, sysadmin=NO, foreign_officer=GONE, foreign_leader=GONE)
_DECIDE = rule(NO, leader=IN, foreign_leader=GONE)

TABLE: dict = {
    "oversight:trust": (STAFF, None),
    "oversight:trust_party": (IN_BUREAU, "trust_party"),
    "oversight:trust_print": (IN_BUREAU, "trust_party"),
    "oversight:trust_object": (IN_BUREAU, "trust_line"),
    "oversight:trust_objection": (LEGAL, "objection"),
    "oversight:trust_lists": (_LISTS, None),
    "oversight:trust_lists_export": (_LISTS, None),
    "oversight:trust_propose": (LEGAL, "trust_party"),
    "oversight:trust_listing": (_LISTS, "listing"),
    "oversight:trust_listing_notice": (LEGAL, "listing"),
    "oversight:trust_listing_withdraw": (LEGAL, "listing"),
    "oversight:trust_listing_decide": (_DECIDE, "listing"),
    "oversight:trust_listing_end": (_DECIDE, "listing"),
}


def rows(office, day, known: dict) -> dict:
    """A kept promise with an objection, in a bureau that uses the lists, proposed for one."""
    Parameter.objects.create(bureau=office.bureau, key="trust.lists_enabled", value="是")
    case = known["corrected"]
    line = f"pledge-{case.pledges.get().pk}"
    data = {"raised_by": "经营者", "way": "phone", "raised_on": day, "words": "有异议"}
    objection = services.objection_record(party=case.party, line=line, actor=office.officer, on=day, data=data)
    texts = dict.fromkeys(("basis_document", "basis_article", "facts", "measures"), "演示")
    given = {**texts, "kind": "incentive", "starts_on": day, "ends_on": day + timedelta(days=30)}
    listing = services.listing_propose(party=case.party, actor=office.legal, on=day, data=given)
    return {"trust_party": case.party, "trust_line": (case.party.pk, line), "objection": objection, "listing": listing}


def address(key: str, rows: dict) -> list | None:
    """Arguments of addresses whose situation ``key`` is not simply one row's primary key; ``None`` = it is."""
    return list(rows[key]) if key == "trust_line" else None
