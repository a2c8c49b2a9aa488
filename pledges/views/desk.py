"""工作台."""

from django.shortcuts import redirect, render

from cases.views.review import pending_for
from xinglongtai.core.calendar import missing_year_warnings
from xinglongtai.core.display import cn_date, person
from xinglongtai.core.navigation import address
from xinglongtai.core.roles import Role, allowed, held
from xinglongtai.core.web import actor_of, today
from xinglongtai.core.workdays import WEEKDAY_NAMES

from ..approvals import approves, queue
from ..desk import Line, Section, certificate_warnings, sections_for


def desk(request):
    """What needs me today. Supervisors and the system administrator have first pages of their own."""
    elsewhere = _own_first_page(request)
    if elsewhere:
        return redirect(elsewhere)
    actor, on = actor_of(request), today()
    sections = [*_reviews(actor), *_approvals(actor), *sections_for(actor, on)]
    context = {
        "lead": f"{cn_date(on)} {WEEKDAY_NAMES[on.weekday()]}",
        "sections": sections,
        "total": sum(section.count for section in sections),
        "warnings": [*certificate_warnings(actor, on), *missing_year_warnings(on)],
        "can_open": allowed(actor, "cases.handle_case"),
        "intake_url": address("cases:intake_new"),
        "actor": actor,
        "today": on,
    }
    return render(request, "pledges/desk.html", context)


def _own_first_page(request) -> str:
    roles = held(request.user)
    if getattr(request.user, "officer", None) is None and not request.user.is_superuser:
        return address("core:me")
    working = roles & {Role.OFFICER, Role.UNIT_HEAD, Role.LEGAL, Role.LEADER}
    if Role.SUPERVISOR in roles and not working:
        return address("oversight:brief")
    if not working and (Role.SYSADMIN in roles or request.user.is_superuser):
        return address("admin:index")
    return ""


def _reviews(actor) -> list[Section]:
    if not allowed(actor, "cases.review_case"):
        return []
    lines = [
        Line(
            title=row.case.party.name,
            url=address("cases:detail", row.case_id),
            detail=row.assessment.violation.description,
            action="审核",
            action_url=address("cases:review", row.pk),
            meta=f"{'、'.join(row.reason_labels)} · {person(row.requested_by)}",
        )
        for row in pending_for(actor)
    ]
    return [Section("待审核", "warn", address("cases:review_list"), lines)] if lines else []


def _approvals(actor) -> list[Section]:
    if not approves(actor):
        return []
    lines = [
        Line(
            title=item.case.party.name,
            url=address("cases:detail", item.case.pk),
            detail=f"{item.what}：{item.reason}",
            action=item.action,
            action_url=item.url,
            due=item.due_on,
            meta=item.by,
        )
        for item in queue(actor)
    ]
    title = "待审批" if allowed(actor, "cases.approve_case") else "待初审"
    return [Section(title, "warn", address("pledges:approval_list"), lines)] if lines else []
