"""The list of pledges and its export: the same filter, the same rows, the same right."""

from django.db.models import Prefetch
from django.shortcuts import render

from cases.models import Violation
from xinglongtai.core import sheets
from xinglongtai.core.display import mask_phone, person
from xinglongtai.core.lists import listing
from xinglongtai.core.replica.reading import from_replica
from xinglongtai.core.web import require_right, today

from ..forms.filters import PledgeFilter
from ..models import Pledge
from ..next_step import pledge_step
from ..panel import PledgePanel
from ..status import OPEN

HEADER = [
    "承诺书编号",
    "当事人",
    "统一社会信用代码",
    "联系电话",
    "违法行为",
    "承诺方式",
    "状态",
    "签发日期",
    "签署日期",
    "改正期限",
    "材料提交日",
    "了结日期",
    "单位",
    "主办人",
]


def _listing(request):
    actor = require_right(request, "pledges.view_pledge", "查看承诺")
    violations = Prefetch("case__violations", queryset=Violation.objects.order_by("pk"))
    rows = Pledge.objects.visible_to(actor).with_people().select_related("case__handler__unit")
    form = PledgeFilter(request.GET, actor=actor, on=today())
    return listing(form, rows.prefetch_related(violations), request.GET.get("page"))


@from_replica
def pledge_list(request):
    """Pledges the person may see, filtered by the address."""
    found, on = _listing(request), today()
    for row in found.page_obj:
        row.settled = PledgePanel(row).settled
        row.step = pledge_step(row, on) if row.status in OPEN else None
    return render(request, "pledges/list.html", {"list": found, "today": on})


def pledge_export(request):
    """Exactly the rows of the list as a spreadsheet; personal numbers stay masked."""
    found = _listing(request)
    rows = (
        [
            row.letter.document.number_text,
            row.case.party.name,
            row.case.party.uscc,
            mask_phone(row.case.party.phone),
            "、".join(v.description for v in row.case.violations.all()),
            row.get_mode_display(),
            row.get_status_display(),
            row.issued_on,
            row.signed_on,
            row.due_on,
            row.submitted_on,
            row.closed_on,
            str(row.case.unit),
            person(row.case.handler),
        ]
        for row in found.exported().iterator(chunk_size=500)
    )
    return sheets.xlsx_response(f"承诺 {today():%Y-%m-%d}.xlsx", HEADER, rows, note=found.sentence)
