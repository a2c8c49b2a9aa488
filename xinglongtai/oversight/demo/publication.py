"""The demo's packs to be published: every state of the first bureau's penalties, one lenient outcome that legal staff decided on."""

from datetime import date
from decimal import Decimal

from cases.models import Case
from xinglongtai.oversight.publication import services as verbs
from xinglongtai.oversight.publication.models import Publication
from xinglongtai.oversight.publication.selectors import draft_content, is_lenient, penalty_cases
from xinglongtai.oversight.publication.status import LENIENT, RowState, State

from .people import Staff

_FINE = {
    "kinds": ["fine"],
    "fine": Decimal("500.00"),
    "content": "罚款人民币伍佰元（演示）。",
    "elsewhere": False,
    "informed": True,
    "screened": True,
}
_WARNING = {**_FINE, "kinds": ["warning"], "fine": None, "content": "警告（演示）。"}


def play(everybody, stages: dict, on: date) -> None:
    """The rows of every bureau; in the first: a warning, a pack that was sent (one line given back, one withdrawn), an open one, and
    one whose content is still to be filled in."""
    for staff in everybody:
        verbs.rows_make(on=on, bureau=staff.bureau)
    first = everybody[0]
    cases = penalty_cases().filter(bureau=first.bureau).select_related("party").order_by("outcome_on", "pk")
    able = [case for case in cases if case.party.uscc]
    if len(able) > 2:
        _warn(first, able[-1], on)
        _pack_all(first, able[:-2], on)
    _one_lenient(first, on)


def _record(staff: Staff, case: Case, on: date, data: dict) -> None:
    verbs.content_record(case=case, actor=staff.legal, on=on, data={**draft_content(case), **data})


def _warn(staff: Staff, case: Case, on: date) -> None:
    _record(staff, case, on, _WARNING)


def _rows(staff: Staff, target: str, cases) -> list[Publication]:
    found = Publication.objects.filter(bureau=staff.bureau, target=target, state=State.PENDING, case__in=cases)
    return list(found.order_by("pk"))


def _pack_all(staff: Staff, cases, on: date) -> None:
    """One pack sent to the 公示系统 (one line given back, one withdrawn), one made for 信用中国 and not yet sent."""
    for case in cases:
        _record(staff, case, on, _FINE)
    given = {"lenient": False, "actor": staff.legal, "on": on}
    pack = verbs.pack_make(target="gsxt", publications=_rows(staff, "gsxt", cases), **given)
    verbs.pack_send(pack=pack, actor=staff.legal, on=on, sent_on=on, receipt=f"演示回执{on.year}0001")
    lines = list(pack.rows.filter(state=RowState.SENT).select_related("pack", "publication").order_by("position"))
    reason = "演示：统一社会信用代码与登记信息不一致。"
    verbs.row_return(row=lines[0], actor=staff.legal, on=on, returned_on=on, reason=reason)
    if len(lines) > 1:
        verbs.publication_withdraw(
            publication=lines[1].publication,
            actor=staff.legal,
            on=on,
            withdrawn_on=on,
            reason="演示：处罚决定被依法撤销。",
        )
    verbs.pack_make(target="credit", publications=_rows(staff, "credit", cases[1:]), **given)


def _one_lenient(staff: Staff, on: date) -> None:
    rows = Case.objects.filter(bureau=staff.bureau, outcome__in=LENIENT).exclude(party__uscc="").order_by("-outcome_on")
    case = next((row for row in rows if is_lenient(row)), None)
    if case:
        reason = "演示：当事人书面申请公示整改情况，经研究同意。"
        verbs.lenient_decide(case=case, target="gsxt", actor=staff.legal, on=on, reason=reason)
