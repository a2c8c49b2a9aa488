"""签发: number, frozen snapshot and pledge in one transaction; the PDF follows from the snapshot."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db import transaction

from cases.dossier import Dossier, to_judge
from cases.models import Assessment, Case
from cases.selectors import current_sheets
from cases.services import case_mark_pledged, case_unpledge
from cases.services.access import lock as lock_case
from cases.services.access import require_handling, require_two
from cases.status import CaseStatus, ReviewVerdict
from catalog.models import ItemVersion
from catalog.suspension import suspended
from xinglongtai.core import audit, documents, guard, numbering
from xinglongtai.core.errors import DomainError, NotAllowed, NotEligible, TransitionRefused
from xinglongtai.core.models import Officer
from xinglongtai.core.rows import validate
from xinglongtai.core.vault.text import readable

from .. import letter as letters
from ..consistency.facts import ISSUE
from ..consistency.reading import draft_letter
from ..consistency.services import require_consistent
from ..models import Letter, Pledge
from ..papers.gather import live_order
from ..partypage import keys
from ..promise import promise_errors
from ..status import PledgeMode, PledgeStatus
from .access import lock, move, stamp
from .party_link import link_make


def letter_draft(
    *,
    case: Case,
    mode: str,
    due_on: date | None,
    order_number: str = "",
    secret: str = keys.PREVIEW_SECRET,
    sheets: Sequence[Assessment] | None = None,
) -> letters.LetterSnapshot:
    """The printed words of the case's letter as it would be issued now. Preview and issue both use this; only an issued letter
    carries a ``secret`` that works. The last four digits of the phone open the party's page, so they are not printed beside it.
    ``sheets``: what ``current_sheets`` gave, where it was asked already.

    DomainError when the case lacks something the form must say, or a character no font can print.
    """
    sheets = current_sheets(case) if sheets is None else sheets
    violations = [sheet.violation for sheet in sheets if sheet.effective_verdict != ReviewVerdict.NO_PLEDGE_NEEDED]
    people = [officer for officer in (case.handler, case.co_handler) if officer]
    laws, items = [], []
    for violation in violations:
        laws += _laws(violation)
        version = violation.item_version
        items.append(f"{version.item.number}（第{version.version_no}版）" if version else "清单外")
    party = case.party
    label, code = _identity(party)
    try:
        snapshot = letters.build(
            bureau_name=case.bureau.full_name,
            bureau_phone=case.bureau.phone,
            officers=[letters.LetterOfficer(o.name, o.certificate_no) for o in people],
            inspected_on=case.inspected_on,
            violations=[v.description for v in violations],
            laws=laws,
            mode=mode,
            due_on=due_on if mode == PledgeMode.BY_DATE else None,
            party_name=party.name,
            party_is_person=party.is_person,
            party_code=code,
            party_code_label=label,
            party_address=party.address,
            party_phone=letters.without_last_four(party.phone),
            item_text="、".join(dict.fromkeys(items)),
            correction_order_no=order_number,
            lookup_url=keys.page_address(secret),
            demo=settings.DEMO_MODE,
        )
    except ValueError as error:
        raise DomainError(str(error)) from error
    documents.check_printable(snapshot.to_dict())
    return snapshot


def _laws(violation) -> list[str]:
    version = violation.item_version
    if version is None:
        return [violation.off_list_law or "中华人民共和国行政处罚法"]
    named = [law for law in (version.violated_law, version.penalty_law) if law]
    return named or ["中华人民共和国行政处罚法"]


def _identity(party) -> tuple[str, str]:
    if party.uscc:
        return "统一社会信用代码", party.uscc
    if party.registration_no:
        return "注册号", party.registration_no
    return letters.ID_NUMBER, readable(party.id_number)


_READ_WITH = ("bureau", "party", "unit", "handler__unit", "co_handler__unit")
_MAY_STAND_IN_A_LETTER = {ReviewVerdict.ELIGIBLE, ReviewVerdict.NO_PLEDGE_NEEDED}


def _check_case(case: Case, dossier: Dossier, on: date) -> list[Assessment]:
    """Refuse what may not be issued; otherwise the sheets on which the letter rests, in the order of the violations."""
    if case.status != CaseStatus.READY:
        raise TransitionRefused(
            f"案件现在是“{case.get_status_display()}”，只有“待签承诺”的案件可以签发。请刷新页面，按下一步办理。"
        )
    sheets = [row.sheet_now for row in sorted(dossier.violations, key=lambda row: row.pk) if row.sheet_now]
    if not sheets or len(sheets) != len(dossier.violations):
        raise NotEligible("还有违法行为没有作适用核查，请回到“适用核查”一步。")
    bad = [s for s in sheets if s.effective_verdict not in _MAY_STAND_IN_A_LETTER]
    if bad:
        lines = [line for s in bad for line in s.sheet["lines"] if line["outcome"] == "not_met"]
        raise NotEligible("核查结论不允许签发承诺书，请按核查表的下一步办理。", lines=lines)
    ids = [s.violation.item_version_id for s in sheets if s.violation.item_version_id]
    for sheet in sheets:
        version = sheet.violation.item_version
        if version and not version.covers(on) and not _judged_by_the_law_of_the_act(sheet, version):
            number = sheet.violation.item_version.item.number
            raise TransitionRefused(
                f"清单事项 {number} 已不在施行期内。请用“退回修改”重新选择事项并再作核查，已填内容都会保留。"
            )
    _refuse_suspended(sheets, ids, on)
    require_two(case.handler, case.co_handler, on, field="co_handler", what="签发承诺书")
    require_two(case.handler, case.co_handler, case.inspected_on, field="co_handler", what="现场检查")
    return sheets


def _judged_by_the_law_of_the_act(sheet, version: ItemVersion) -> bool:
    """The version held when the act ended, and the sheet was judged (and approved) knowing that it holds no longer."""
    lines = [line for line in sheet.sheet["lines"] if line["key"] == "item_in_force"]
    return version.covers(sheet.violation.last_day) and any(line["outcome"] == "not_met" for line in lines)


def _refuse_suspended(sheets, ids: list[int], on: date) -> None:
    """A sheet made before the law under its item changed says nothing of the law of today."""
    stopped = suspended(ids, on)
    for sheet in sheets:
        version = sheet.violation.item_version
        suspension = stopped.get(version.pk) if version else None
        if suspension and sheet.rule.get("suspended_from") != suspension.since.isoformat():
            raise TransitionRefused(
                f"清单事项 {version.item.number} {suspension.reason}，不能据以签发。"
                "请用“退回修改”再作核查：事项复核后可以继续，或者改走清单外核查，已填内容都会保留。"
            )


@transaction.atomic
def pledge_issue(
    *,
    case: Case,
    actor: Officer,
    on: date,
    mode: str,
    due_on: date | None,
    order_number: str = "",
    version: int | None = None,
) -> Pledge:
    """Issue the letter: the next number, the frozen words and the pledge, all or nothing.

    ``due_on`` is the agreed day (inclusive); for 立即纠正 it is ``on``. A second click finds the case 承诺履行中 and is
    refused; no number is spent. The PDF is made after the commit and can be made again if that fails.
    """
    guard.require(actor, "pledges.issue_letter", "签发承诺书")
    case = lock_case(case, actor, version, also=_READ_WITH)
    require_handling(case, actor)
    dossier = to_judge(case)
    sheets = _check_case(case, dossier, on)
    if mode not in PledgeMode.values:
        raise DomainError("请选择承诺方式。", field="mode")
    agreed = on if mode == PledgeMode.IMMEDIATE else due_on
    errors = promise_errors(case, on=on, mode=mode, due_on=agreed, sheets=sheets)
    if errors:
        raise DomainError(errors[0], field="due_on")
    _agree_with_order(case, agreed if mode == PledgeMode.BY_DATE else None)
    secret = keys.new_secret()
    order_number = order_number.strip()
    snapshot = letter_draft(
        case=case, mode=mode, due_on=agreed, order_number=order_number, secret=secret, sheets=sheets
    )
    drafts = [draft_letter(snapshot, on)]
    passed = require_consistent(case, moment=ISSUE, on=on, drafts=drafts, dossier=dossier)
    pledge = Pledge(
        case=case,
        bureau=case.bureau,
        mode=mode,
        issued_on=on,
        agreed_on=agreed,
        due_on=agreed,
        order_number=order_number,
    )
    validate(pledge)
    pledge.save()
    link_make(pledge, actor, secret, on_letter=True)
    pledge.case = case_mark_pledged(case=case, actor=actor)
    # Everybody who issues waits for whoever has the number until that transaction ends: it is taken as late as can be.
    number = numbering.take(bureau=case.bureau, kind=letters.KIND, year=on.year)
    document = documents.freeze(
        kind=letters.KIND,
        bureau=case.bureau,
        actor=actor,
        number=number,
        template_version=letters.TEMPLATE_VERSION,
        snapshot=snapshot.to_dict(),
    )
    Letter.objects.create(pledge=pledge, document=document)
    audit.record(
        verb="letter_issue",
        actor=actor,
        target=pledge,
        thread=pledge.thread,
        number=number.text,
        mode=pledge.get_mode_display(),
        due=agreed,
        passed=passed,
    )
    transaction.on_commit(lambda: documents.render_quietly(document))
    return pledge


def _agree_with_order(case: Case, due_on: date | None) -> None:
    """责令改正通知书 and letter name the same day, or both 立即改正."""
    order = live_order(case)
    if order and order.due_on != due_on:
        day = f"{order.due_on:%Y-%m-%d}" if order.due_on else "立即改正"
        raise DomainError(
            f"责令改正通知书（{order.number}）写的期限是{day}，和这里不一致。请改成一样的，或者先作废通知书。",
            field="due_on",
        )


@transaction.atomic
def letter_void(*, pledge: Pledge, actor: Officer, on: date, reason: str, version: int | None = None) -> Pledge:
    """作废: the number stays used, the case returns to 待签承诺 so that a corrected letter can be issued."""
    guard.require(actor, "pledges.issue_letter", "作废承诺书")
    pledge = lock(pledge, actor, version)
    require_handling(pledge.case, actor)
    if not reason.strip():
        raise DomainError("请写明作废原因。", field="reason")
    move(pledge, PledgeStatus.VOIDED)
    pledge.closed_on, pledge.close_reason = on, reason.strip()
    stamp(pledge)
    document = documents.void(pledge.letter.document, actor, reason)
    audit.record(
        verb="letter_void",
        actor=actor,
        target=pledge,
        thread=pledge.thread,
        number=document.number_text,
        reason=pledge.close_reason,
    )
    case_unpledge(case=pledge.case, actor=actor, reason=f"承诺书 {document.number_text} 已作废")
    return pledge


def letter_opened(*, pledge: Pledge, actor: Officer) -> Pledge:
    """``actor`` may read the letter as it is printed: a letter that bears an 身份证号 only with the right to identities."""
    if not pledge.letter.readable_by(actor):
        raise NotAllowed(
            "这份承诺书印有当事人的身份证号，只有承办人、法制机构和局负责人可以打开。编号、期限和办理情况请看案件页。"
        )
    return pledge


@transaction.atomic
def letter_printed(*, pledge: Pledge, actor: Officer) -> Pledge:
    """Somebody who sees the case and may read the letter opens or prints it; each time is an event."""
    pledge = guard.visible_row(Pledge.objects.visible_to(actor), pledge.pk)
    letter_opened(pledge=pledge, actor=actor)
    audit.record(
        verb="letter_print",
        actor=actor,
        target=pledge,
        thread=pledge.thread,
        number=pledge.letter.document.number_text,
    )
    return pledge
