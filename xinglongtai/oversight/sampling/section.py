"""What the morning page says of 案卷评查: findings whose answer is late."""

from django.urls import reverse

from xinglongtai.core.roles import allowed
from xinglongtai.core.workdays import chinese_date

from ..morning.sections import Line, Section
from .models import Finding

MOST = 15


def overdue_findings(actor, on, calendar) -> Section | None:
    """Late answers within the person's reach; nothing without the right to see reviews."""
    if not allowed(actor, "oversight.view_sampling"):
        return None
    late = Finding.objects.visible_to(actor).overdue(on=on).with_people().order_by("due_on", "pk")
    rows = list(late[: MOST + 1])
    if not rows:
        return None
    lines = [
        Line(
            title=f"案件 {row.review.case_id}：{row.words[:60]}",
            words=f"{row.handler.name}（{row.review.case.unit}），应在{chinese_date(row.due_on)}前答复，已过{(on - row.due_on).days}天",
            url=reverse("oversight:sampling_finding", args=[row.pk]),
        )
        for row in rows[:MOST]
    ]
    return Section(
        key="findings",
        title="评查意见逾期未答复",
        kind="line",
        tone="warn",
        rows=lines,
        count=len(rows) if len(rows) <= MOST else late.count(),
        note="请提醒办案人答复",
        url=f"{reverse('oversight:sampling_findings')}?state=late",
    )
