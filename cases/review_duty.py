"""办案人员 ≠ 审核人员: who took part in a case, and therefore does not review it."""

from collections.abc import Iterable

from django.db.models import CharField, Exists, OuterRef, Q, Value
from django.db.models.functions import Cast, Concat

from xinglongtai.core.models import Event, Officer

from .models import Case, Review

#: What a person does who handles a case; whoever did one of these things on a case does not review it.
HANDLING = {
    "case_open": "登记过本案",
    "case_update": "登记过本案",
    "violation_add": "记录过本案的违法行为",
    "violation_update": "记录过本案的违法行为",
    "violation_remove": "记录过本案的违法行为",
    "evidence_add": "上传过本案的材料",
    "evidence_set_aside": "处理过本案的材料",
    "history_check": "做过本案的首违核查",
    "assessment_make": "填写过本案的核查表",
    "assessment_confirm": "确认过本案的核查结论",
    "review_request": "把本案提请过审核",
    "education_record": "办理过本案的教育",
    "correction_verify": "核实过本案的改正",
    "case_reopen": "办理过本案",
}
_OTHERS = "由其他法制人员审核"


def part_in(cases: Iterable[Case], officer: Officer) -> dict[int, str]:
    """Case → what ``officer`` did in it, for the cases among ``cases`` in which they took part. One query."""
    cases = list(cases)
    by_thread = {case.thread: case.pk for case in cases}
    found = {
        by_thread[thread]: HANDLING[verb]
        for thread, verb in Event.objects.filter(actor=officer, thread__in=by_thread, verb__in=HANDLING)
        .order_by("-pk")
        .values_list("thread", "verb")
    }
    found |= {case.pk: "是本案的承办人" for case in cases if case.handled_by(officer)}
    return found


def obstacle(review: Review, officer: Officer, part: dict[int, str]) -> str:
    """Why ``officer`` may not decide on ``review``, in words; "" when nothing stands against it. ``part``: :func:`part_in`."""
    if review.requested_by_id == officer.pk:
        return f"您是这一项的送审人，{_OTHERS}"
    if review.case_id in part:
        return f"您{part[review.case_id]}，{_OTHERS}"
    return ""


def took_part(officer: Officer, case_path: str = "case") -> Q:
    """Rows of cases in which ``officer`` took part, as a filter; ``case_path`` leads from the row to the case."""
    thread = Concat(Value("case:"), Cast(OuterRef(f"{case_path}_id"), CharField()), output_field=CharField())
    acts = Event.objects.filter(actor=officer, verb__in=HANDLING, thread=thread)
    return Q(Exists(acts)) | Q(**{f"{case_path}__in": Case.objects.of(officer)})
