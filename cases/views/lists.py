"""The list of cases and its export: the same filter, the same rows, the same right."""

from django.shortcuts import render

from xinglongtai.core import sheets
from xinglongtai.core.display import mask_phone, person
from xinglongtai.core.lists import listing
from xinglongtai.core.replica.reading import from_replica
from xinglongtai.core.web import require_right, today

from ..forms.filters import CaseFilter
from ..models import Case

HEADER = [
    "案件号",
    "当事人",
    "统一社会信用代码",
    "联系电话",
    "违法行为",
    "状态",
    "来源",
    "单位",
    "主办人",
    "协办人",
    "检查日期",
    "核查期限",
    "处理结果",
    "处理日期",
]


def _listing(request):
    actor = require_right(request, "cases.view_case", "查看案件")
    rows = Case.objects.visible_to(actor).with_people().select_related("handler__unit").prefetch_related("violations")
    return listing(CaseFilter(request.GET, actor=actor), rows, request.GET.get("page"))


@from_replica
def case_list(request):
    """Cases the person may see, filtered by the address."""
    return render(request, "cases/list.html", {"list": _listing(request), "today": today()})


def case_export(request):
    """Exactly the rows of the list as a spreadsheet; personal numbers stay masked."""
    found = _listing(request)
    rows = (
        [
            row.pk,
            row.party.name,
            row.party.uscc,
            mask_phone(row.party.phone),
            "、".join(v.description for v in row.violations.all()),
            row.get_status_display(),
            row.get_source_display(),
            str(row.unit),
            person(row.handler),
            row.co_handler.name if row.co_handler else "",
            row.inspected_on,
            row.clock_due_on,
            row.get_outcome_display(),
            row.outcome_on,
        ]
        for row in found.exported().iterator(chunk_size=500)
    )
    return sheets.xlsx_response(f"案件 {today():%Y-%m-%d}.xlsx", HEADER, rows, note=found.sentence)
