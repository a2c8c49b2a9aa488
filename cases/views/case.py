"""The case page and its side acts."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from xinglongtai.core.acts import act_page, attempt
from xinglongtai.core.calendar import missing_years
from xinglongtai.core.display import cn_date
from xinglongtai.core.navigation import address
from xinglongtai.core.seen import seen_by
from xinglongtai.core.statements import look
from xinglongtai.core.web import actor_of, seen_or_404, today
from xinglongtai.core.workdays import unknown_year_warning

from .. import services
from ..dossier import with_violations
from ..evidence_page import shelf
from ..forms.case import ClockExtensionForm, CoHandlerForm, CorrectionForm, EducationForm, HandoverForm, ReasonForm
from ..models import Case
from ..next_step import powers, require_power
from ..status import CLOCK_RUNNING, STAGES, CaseStatus, ReviewVerdict, may_become


@seen_by
def _seen(officer, pk):
    shown = ("party", "unit", "bureau", "handler__unit", "co_handler__unit", "updated_by", "field_entry")
    return Case.objects.visible_to(officer).select_related(*shown).filter(pk=pk).order_by()


def case_for(request, pk, need: str = ""):
    """The actor and the case they may see (404 otherwise), with its people; 403 without the power ``need``."""
    actor = actor_of(request)
    case = seen_or_404(_seen, actor, pk)
    if need:
        require_power(case, actor, need)
    return actor, case


def case_url(case) -> str:
    return reverse("cases:detail", args=[case.pk])


def detail(request, pk):
    """One case: stage, next step, clocks, violations and sheets, papers, people, timeline."""
    actor, case = case_for(request, pk)
    look(case, "case")
    dossier = with_violations(case)
    can = powers(case, actor)
    return render(
        request,
        "cases/detail.html",
        {
            "case": case,
            "eyebrow": f"案件 {case.pk} · {case.unit} · {cn_date(case.inspected_on)}检查",
            "dossier": dossier,
            "shelf": shelf(case.bureau, dossier.evidence, dossier.violations, sees_identity=can.sees_identity),
            "can": can,
            "acts": side_acts(case, dossier, can),
            "actor": actor,
            "today": today(),
            "stages": STAGES,
            "clock_running": case.status in CLOCK_RUNNING,
            "calendar_warnings": _calendar_warnings(case),
            "show_identity": can.sees_identity,
        },
    )


def _calendar_warnings(case) -> list[str]:
    """A running clock that ends in a year without a calendar."""
    if case.status not in CLOCK_RUNNING or case.clock_due_on is None:
        return []
    return [unknown_year_warning(year) for year in missing_years(today()) if year == case.clock_due_on.year]


def side_acts(case, dossier, can) -> list[tuple[str, str]]:
    """Label and address of every other act this person may do now. What is not possible is not offered."""
    acts = []

    def offer(condition, label, name, *args):
        url = address(name, *(args or (case.pk,))) if condition else ""
        if url:
            acts.append((label, url))

    live = not case.is_final
    offer(can.adds_files and live, "上传材料", "cases:evidence_add")
    offer(can.handles and live, "教育记录", "cases:education")
    offer(can.handles and _may_verify(case, dossier), "核实改正（未签承诺）", "cases:correction_verify")
    offer(can.handles and live and bool(dossier.sheets), "说理", "cases:reasoning")
    offer(can.handles and may_become(case.status, CaseStatus.DECIDING), "提出处理意见", "cases:propose")
    clock = case.status in CLOCK_RUNNING and dossier.may_extend_clock and case.status != CaseStatus.DRAFT
    offer(can.handles and clock, "申请延长核查期限", "cases:clock_extension")
    measure_url = address("cases:measure_new") if can.adds_files and live else ""
    if measure_url:
        acts.append(("登记柔性措施", f"{measure_url}?party={case.party_id}&case={case.pk}"))
    offer(can.gives and live, "移交", "cases:handover")
    offer(can.gives and live, "换协办人", "cases:co_handler")
    offer(can.handles and may_become(case.status, CaseStatus.DRAFT), "退回修改", "cases:reopen")
    offer(can.handles and may_become(case.status, CaseStatus.CANCELLED), "撤销登记", "cases:cancel")
    return acts


def _may_verify(case, dossier) -> bool:
    blocked = {ReviewVerdict.TRANSFER_TO_POLICE, ReviewVerdict.ORDINARY_PROCEDURE}
    return case.status in {CaseStatus.READY, CaseStatus.ASSESSED} and dossier.verdict not in blocked


def _act(request, case, form, verb, done, **page):
    """The shared end of a verb's view: call on a valid form, say so and go to the case, or show the form again."""
    if request.method == "POST" and form.is_valid():
        if attempt(form, verb) is not None:
            messages.success(request, done)
            return redirect(case_url(case))
    page.setdefault("eyebrow", case.party.name)
    return act_page(request, form, case, back_url=case_url(case), **page)


def form_data(request) -> dict:
    """Keyword arguments that bind a form to a POST, or nothing."""
    return {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}


@require_http_methods(["GET", "POST"])
def reopen(request, pk):
    """退回修改."""
    actor, case = case_for(request, pk, "handles")
    form = ReasonForm(**form_data(request), initial={"version": case.version})

    def verb():
        given = form.cleaned_data
        return services.case_reopen(case=case, actor=actor, reason=given["reason"], version=given["version"])

    return _act(
        request,
        case,
        form,
        verb,
        "已退回登记。改完后请重新作适用核查。",
        title="退回修改",
        lead="回到登记状态，当事人、违法行为和核查表都可以改。已作的核查留在记录里。",
        submit="退回修改",
    )


@require_http_methods(["GET", "POST"])
def cancel(request, pk):
    """撤销登记."""
    actor, case = case_for(request, pk, "handles")
    form = ReasonForm(**form_data(request), initial={"version": case.version})

    def verb():
        given = form.cleaned_data
        return services.case_cancel(case=case, actor=actor, reason=given["reason"], version=given["version"])

    return _act(
        request,
        case,
        form,
        verb,
        "登记已撤销，记录保留。",
        title="撤销登记",
        lead="用于误登记或未发现违法。撤销后不能恢复，记录仍可查看。",
        submit="撤销登记",
        danger=True,
    )


@require_http_methods(["GET", "POST"])
def handover(request, pk):
    """移交 to another officer."""
    actor, case = case_for(request, pk, "gives")
    form = HandoverForm(**form_data(request), case=case, initial={"version": case.version})

    def verb():
        given = form.cleaned_data
        return services.case_handover(
            case=case, actor=actor, to=given["to"], note=given["note"], version=given["version"]
        )

    if request.method == "POST" and form.is_valid() and attempt(form, verb) is not None:
        messages.success(request, f"已移交给{form.cleaned_data['to'].name}，并已发消息。")
        seen = Case.objects.visible_to(actor).filter(pk=case.pk).exists()
        return redirect(case_url(case) if seen else "pledges:desk")
    page = {"title": "移交案件", "lead": f"现由{case.handler.name}主办。", "submit": "移交"}
    return act_page(request, form, case, back_url=case_url(case), eyebrow=case.party.name, **page)


@require_http_methods(["GET", "POST"])
def co_handler(request, pk):
    """换协办人."""
    actor, case = case_for(request, pk, "gives")
    form = CoHandlerForm(**form_data(request), case=case, initial={"version": case.version, "to": case.co_handler_id})

    def verb():
        given = form.cleaned_data
        return services.case_assign_co_handler(case=case, actor=actor, to=given["to"], version=given["version"])

    return _act(request, case, form, verb, "已更换协办人。", title="换协办人", submit="保存")


@require_http_methods(["GET", "POST"])
def education(request, pk):
    """教育记录; drafted from the laws explained."""
    actor, case = case_for(request, pk, "handles")
    laws = "、".join(
        dict.fromkeys(
            row.item_version.violated_law if row.item_version_id else row.off_list_law
            for row in case.violations.select_related("item_version")
        )
    )
    draft = f"向当事人讲解了{laws or '有关法律法规'}的要求和改正办法，提示再犯将依法查处。"
    form = EducationForm(**form_data(request), initial={"content": draft})

    def verb():
        return services.education_record(case=case, actor=actor, on=today(), content=form.cleaned_data["content"])

    return _act(
        request,
        case,
        form,
        verb,
        "教育记录已保存。",
        title="教育记录",
        lead="不予处罚的，应当对当事人进行教育（行政处罚法第三十三条第三款）。",
        submit="保存",
    )


@require_http_methods(["GET", "POST"])
def clock_extension(request, pk):
    """申请延长核查期限."""
    actor, case = case_for(request, pk, "handles")
    form = ClockExtensionForm(**form_data(request), initial={"version": case.version})

    def verb():
        given = form.cleaned_data
        return services.clock_extension_request(
            case=case, actor=actor, on=today(), reason=given["reason"], version=given["version"]
        )

    return _act(
        request,
        case,
        form,
        verb,
        "申请已提交，等待局负责人批准。",
        title="申请延长核查期限",
        lead=f"现在的核查期限是{cn_date(case.clock_due_on)}（程序规定第十八条）。",
        submit="提交申请",
    )


@require_http_methods(["GET", "POST"])
def correction_verify(request, pk):
    """整改到位,未签承诺."""
    actor, case = case_for(request, pk, "handles")
    other = case.co_handler_id if case.co_handler_id != actor.pk else case.handler_id
    start = {"version": case.version, "checked_on": today(), "co_officer": other}
    form = CorrectionForm(**form_data(request), case=case, actor=actor, on=today(), initial=start)

    def verb():
        given = form.cleaned_data
        return services.correction_verify(case=case, actor=actor, on=today(), **given)

    return _act(
        request,
        case,
        form,
        verb,
        "已记录：整改到位，未签承诺。",
        title="核实改正（未签承诺）",
        lead="当事人没有签承诺，但已经改正的，同样依法从宽处理。须两名执法人员核实。",
        submit="记录整改到位",
    )
