"""工作台."""

from django.shortcuts import redirect, render
from django.utils.timezone import localdate

from cases.review_queue import lines as review_lines
from cases.review_queue import pending_for
from catalog.models import ItemVersion, LawChange
from xinglongtai.core.calendar import missing_year_warnings
from xinglongtai.core.display import cn_date, person
from xinglongtai.core.navigation import address
from xinglongtai.core.roles import THREE_KEEPERS, Role, allowed, held
from xinglongtai.core.web import actor_of, officer_of, today
from xinglongtai.core.workdays import WEEKDAY_NAMES

from ..approvals import queue
from ..desk import MOST, Line, Section, certificate_warnings, sections_for


def desk(request):
    """What needs me today. Supervisors and the system administrator have first pages of their own."""
    elsewhere = _own_first_page(request)
    if elsewhere:
        return redirect(elsewhere)
    actor, on = actor_of(request), today()
    sections = [
        *_reviews(actor, on),
        *_items(actor),
        *_law(actor, on),
        *_approvals(actor, on),
        *sections_for(actor, on),
    ]
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
    if officer_of(request.user) is None and not request.user.is_superuser:
        return address("core:me")
    working = roles & {Role.OFFICER, Role.UNIT_HEAD, Role.LEGAL, Role.LEADER}
    if Role.SUPERVISOR in roles and not working:
        return address("oversight:brief")
    if not working and Role.AUDITOR in roles:
        return address("core:record")
    if not working and (roles & THREE_KEEPERS or request.user.is_superuser):
        return address("admin:index")
    return ""


def _reviews(actor, on) -> list[Section]:
    """Reviews this person may decide, the longest waiting first."""
    if not allowed(actor, "cases.review_case"):
        return []
    waiting = pending_for(actor)
    total = waiting.count()
    lines = [
        Line(
            title=line.row.case.party.name,
            url=address("cases:detail", line.row.case_id),
            detail=line.row.assessment.violation.description,
            action="审核",
            action_url=address("cases:review", line.row.pk),
            meta=" · ".join(
                part
                for part in (
                    "、".join(line.row.reason_labels),
                    person(line.row.requested_by),
                    line.waiting.words,
                    f"{line.held_by.name}正在审" if line.held_by else "",
                )
                if part
            ),
            chip=line.waiting.late_words,
            chip_tone="danger",
        )
        for line in review_lines(waiting[:MOST], actor, on)
    ]
    return [Section("待法制审核", "warn", address("cases:review_list"), lines, total)] if lines else []


def _items(actor) -> list[Section]:
    """Versions of list items that wait for this person as the second one (待审), the longest waiting first."""
    if not allowed(actor, "catalog.publish_itemversion"):
        return []
    waiting = ItemVersion.objects.pending().for_bureau(actor.bureau).for_second_person(actor)
    rows = waiting.select_related("item", "submitted_by__unit").order_by("submitted_at")
    lines = [
        Line(
            title=f"{row.item.number} 第{row.version_no}版",
            url=address("admin:catalog_itemversion_change", row.pk),
            detail=row.violation,
            action="审核发布",
            action_url=address("admin:catalog_itemversion_change", row.pk),
            meta=f"{person(row.submitted_by)} · {cn_date(localdate(row.submitted_at))}提交",
        )
        for row in rows[:MOST]
    ]
    return (
        [
            Section(
                "清单待审",
                "warn",
                f"{address('admin:catalog_itemversion_changelist')}?state__exact=pending",
                lines,
                rows.count(),
            )
        ]
        if lines
        else []
    )


def _law(actor, on) -> list[Section]:
    """Changes of the law with undecided items, for those who decide on them; the nearest first."""
    if not allowed(actor, "catalog.decide_lawchange"):
        return []
    rows = list(
        LawChange.objects.for_bureau(actor.bureau).undecided().select_related("statute").order_by("effective_on")
    )
    lines = [
        Line(
            title=row.headline,
            url=address("oversight:law_change", row.pk),
            detail=f"{row.open_count} 条清单事项未处理",
            action="处理",
            action_url=address("oversight:law_change", row.pk),
            meta=f"还有{(row.effective_on - on).days}天生效" if row.effective_on > on else "已经生效",
        )
        for row in rows
    ]
    total = sum(row.open_count for row in rows)
    return [Section("法规变动待处理事项", "warn", "", lines, total)] if lines else []


def _approvals(actor, on) -> list[Section]:
    waiting = queue(actor, on)
    lines = [
        Line(
            title=item.case.party.name,
            url=item.title_url,
            detail=f"{item.what}：{item.reason}",
            action=item.action,
            action_url=item.url,
            due=item.due_on,
            meta=item.by,
        )
        for item in waiting
    ]
    title = "待审批" if allowed(actor, "cases.approve_case") else "待初审"
    return [Section(title, "warn", address("pledges:approval_list"), lines)] if lines else []
