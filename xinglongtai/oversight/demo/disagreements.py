"""Cases whose file does not agree, and reasons that an officer rewrote before the findings changed, in the demo."""

from datetime import date

from cases import services as case_verbs
from cases.models import Case, Party
from cases.reasoning.reading import reasons_text
from cases.status import CaseStatus

#: Endings of the words added to what stands on the letter.
MOVED = "（已迁至演示路88号）"


def play(everybody, stages: dict, on: date) -> None:
    """In each bureau: one registration whose second officer stands aside, one running promise whose party got another name and
    address after the letter, one case whose reasons were rewritten before the party was educated. Less where there is none.
    """
    for staff in everybody:
        cases = (
            Case.objects.filter(bureau=staff.bureau).select_related("party", "handler", "co_handler").order_by("-pk")
        )
        aside = cases.filter(status=CaseStatus.DRAFT).exclude(co_handler=None).first()
        if aside:
            name = aside.co_handler.name
            data = {"recusal": f"{name}与当事人有亲属关系，{name}自行回避"}
            case_verbs.case_update(case=aside, actor=aside.handler, on=on, data=data)
        changed = cases.filter(status=CaseStatus.PLEDGED).exclude(party__uscc="").first()
        if changed:
            _rename(changed.party, changed)
        rewritten = cases.filter(status=CaseStatus.READY, education=None).last()
        if rewritten:
            _rewrite(rewritten, on)


def _rename(party: Party, case: Case) -> None:
    data = {"name": f"{party.name}（更名）", "address": f"{party.address}{MOVED}"}
    case_verbs.party_update(party=party, actor=case.handler, data=data)


def _rewrite(case: Case, on: date) -> None:
    text = f"{reasons_text(case)}\n演示：承办人补充，当事人当场道歉并说明了原因。"
    case_verbs.reasoning_save(case=case, actor=case.handler, text=text)
    case_verbs.education_record(
        case=case, actor=case.handler, on=on, content="演示：讲解有关法律要求，当事人表示知悉。"
    )
