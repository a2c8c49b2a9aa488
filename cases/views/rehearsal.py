"""预演: what a draft of the list would have said about the cases of the last years. Nothing is written."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from catalog.models import ItemVersion
from xinglongtai.core import sheets
from xinglongtai.core.lists import PER_PAGE
from xinglongtai.core.readonly import read_only
from xinglongtai.core.web import require_right, today, visible_or_404, whole_number

from ..rehearsal import Rehearsal, rehearsal

HEADER = [
    "案件号",
    "当事人",
    "核查日期",
    "单位",
    "所用版本",
    "当时结论",
    "当时法制审核结论",
    "所用版本按现行规则",
    "草稿结论",
    "有变化的项目",
    "旧案没有记录的项目",
    "说明",
]


def _rehearsed(request, pk) -> tuple[Rehearsal, str]:
    """The rehearsal of this draft for this person, and which group of cases was asked for."""
    require_right(request, "catalog.change_itemversion", "预演清单草稿")
    actor = require_right(request, "cases.view_case", "查看案件")
    rows = ItemVersion.objects.for_bureau(actor.bureau).with_parts().select_related("source_list")
    with read_only():
        version = visible_or_404(rows, pk)
        part = whole_number(request.GET.get("part")) or 1
        found = rehearsal(version=version, actor=actor, on=today(), part=part)
    asked = request.GET.get("kind", "")
    return found, asked if asked in {group.key for group in found.groups()} else ""


@require_GET
def rehearsal_page(request, pk):
    """What would change, line by line; narrowed and paged by the address."""
    found, kind = _rehearsed(request, pk)
    groups = [
        (group, "?" + urlencode({"kind": group.key, "part": found.part}), group.key == kind) for group in found.groups()
    ]
    chosen = found.chosen(kind)
    context = {
        "found": found,
        "groups": groups,
        "kind": kind,
        "chosen": len(chosen),
        "page": Paginator(chosen, PER_PAGE).get_page(request.GET.get("page")),
        "export_url": reverse("cases:rehearsal_export", args=[pk])
        + "?"
        + urlencode({"kind": kind, "part": found.part}),
        "until": today(),
    }
    return render(request, "cases/rehearsal.html", context)


@require_GET
def rehearsal_export(request, pk):
    """The cases shown, as a spreadsheet."""
    found, kind = _rehearsed(request, pk)
    version = found.version
    label = next(group.label for group in found.groups() if group.key == kind)
    note = f"预演 {version.item.number} 第{version.version_no}版（{version.get_state_display()}）；{label}；核查日期自 {found.since} 起"
    rows = (
        [
            row.case,
            row.party if row.visible else "不在可见范围",
            row.made_on,
            row.unit,
            row.used,
            row.recorded_label,
            row.decided_label,
            row.baseline_label,
            row.draft_label,
            "；".join(f"{c.label}：{c.old} → {c.new}" for c in row.changes),
            "；".join(row.trial.unrecorded) if row.trial else "",
            row.remark,
        ]
        for row in found.chosen(kind)
    )
    return sheets.xlsx_response(f"预演 {version.item.number} {today():%Y-%m-%d}.xlsx", HEADER, rows, note=note)
