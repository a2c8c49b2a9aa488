"""A set that agrees, for tests of the rules of consistency, and what is found after changes to it."""

from dataclasses import replace
from datetime import date, timedelta

from pledges.consistency import facts as f
from pledges.consistency.rules import disagreements

D = date(2026, 6, 1)


def day(n: int) -> date:
    """``n`` days after the inspection."""
    return D + timedelta(days=n)


def officer(n: int = 1, **more) -> f.OfficerFacts:
    values = {"valid_from": date(2020, 1, 1), "valid_to": date(2028, 12, 31), "certificate_no": f"YS{n}", "key": n}
    return f.OfficerFacts(**{"name": f"演示{n}"} | values | more)


A, B, C = officer(1), officer(2), officer(3)
PARTY = f.PartyFacts(name="演示小店", codes=("91X",), address="演示路1号", key=7)
NAMES = {"officers": ("演示1", "演示2"), "certificates": ("YS1", "YS2")}
LETTER = f.PaperFacts(
    kind=f.LETTER,
    title="承诺书1号",
    number="1号",
    on=day(1),
    key=11,
    document=101,
    party_name="演示小店",
    party_code="91X",
    party_address="演示路1号",
    inspected_on=D,
    due_on=day(8),
    items=("R3（第1版）",),
    **NAMES,
)
PLEDGE = f.PledgeFacts(
    issued_on=day(1),
    agreed_on=day(8),
    due_on=day(8),
    signed_on=day(1),
    has_scan=True,
    submitted=(day(3),),
    key=11,
    document=101,
)
SEEN = f.RecheckFacts(on=day(4), officers=(A, B), corrected=True, photos=1)
VIOLATION = f.ViolationFacts(
    words="没挂执照",
    act_on=D,
    item="R3（第1版）",
    clauses=("中华人民共和国市场主体登记管理条例第三十六条", "中华人民共和国市场主体登记管理条例第四十八条第一款"),
    sheet=f.SheetFacts(made_on=D),
)
AGREES = f.SetFacts(
    on=day(10),
    moment=f.CLOSE,
    party=PARTY,
    discovered_on=D,
    inspected_on=D,
    handler=A,
    co_handler=B,
    printed=(A, B),
    violations=(VIOLATION,),
    papers=(LETTER,),
    pledge=PLEDGE,
    rechecks=(SEEN,),
    education=(day(4),),
    outcome="no_case",
)


def paper(kind: str, **more) -> f.PaperFacts:
    return f.PaperFacts(**{"kind": kind, "title": f"文书{kind}", "on": day(1), "key": 50, "document": 500} | more)


SCENE = paper(f.SCENE, on=D, document=499, **NAMES)


def found(**changes) -> list[tuple[str, str, str]]:
    """(code, severity, field) of what does not agree after ``changes`` to the set that agrees."""
    return [(row.code, row.severity, row.field) for row in disagreements(replace(AGREES, **changes))]


def with_papers(*papers, **more):
    return found(papers=(LETTER, SCENE, *papers), **more)
