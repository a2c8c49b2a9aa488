"""Public pages. No view reads the session or the person; everything asked for is checked by a form before it is used."""

from urllib.parse import quote

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from xinglongtai.core.models import Bureau
from xinglongtai.core.sheets import CONTENT_TYPE
from xinglongtai.core.typesetting import TooLong
from xinglongtai.core.web import today, whole_number

from ..models import Batch, ItemVersion
from . import papers, selectors
from .answers import BUSY_AGAIN, compared, page, public_page, refusal, rendered, shelf
from .changes import changes_of, counts_by_group, grouped
from .entries import entry_of, facts_of, public_differences
from .forms import DayForm, PublicFilter
from .listing import list_page, with_differences

PER_PAGE, CHANGES_PER_PAGE, MOST_VERSIONS = 50, 60, 20
NO_BUREAU = "没有这个机关的公开清单。请从清单首页进入，或核对地址。"
NO_ITEM = "公开清单中没有这个编号的事项。请从清单中查找，或核对编号。"


def _bureau(code: str):
    return Bureau.objects.filter(code=code).first()


def _frame(bureau, here: str, address: str, **more) -> dict:
    """What every page of a bureau shows around its content; ``address`` is its one true address."""
    return {
        "bureau": bureau,
        "here": here,
        "canonical": settings.SITE_URL.rstrip("/") + address,
        "demo": settings.DEMO_MODE,
        "today": today(),
        **more,
    }


@public_page
def bureaux(request):
    """All bureaux with a list, or the only one's list at once."""
    rows = list(selectors.bureaux_with_lists())
    if len(rows) == 1:
        return redirect("catalog:public_list", rows[0].code)
    numbers = selectors.counts_in_force(today())
    lines = [(row, numbers.get(row.pk, 0)) for row in rows]
    return page(request, rendered("public/bureaux.html", _frame(None, "", reverse("catalog:public"), lines=lines)))


@public_page
def items(request, code):
    """The list on a day: words, filters, pages."""
    bureau = _bureau(code)
    if bureau is None:
        return refusal(NO_BUREAU, status=404)
    on, stamp = today(), selectors.stamp_of(bureau)
    form = PublicFilter(request.GET, choices=selectors.filter_choices(bureau), today=on)
    number = whole_number(request.GET.get("page")) or 1

    def make() -> bytes:
        address = reverse("catalog:public_list", args=[code])
        if form.day != on:
            address += f"?on={form.day.isoformat()}"
        return rendered(
            "public/list.html", _frame(bureau, "list", address, **list_page(bureau, form, number, PER_PAGE))
        )

    if form.faults:
        return page(request, make(), fault=True)
    return page(request, shelf.get((code, stamp.text, on, form.key, number), make), changed_at=stamp.changed_at)


@public_page
def item(request, code, number):
    """One item with all its published versions and the articles it rests on."""
    bureau = _bureau(code)
    if bureau is None:
        return refusal(NO_BUREAU, status=404)
    on, stamp = today(), selectors.stamp_of(bureau)
    body = shelf.get((code, stamp.text, on, "item", number), lambda: _item_page(bureau, number, on))
    return page(request, body, changed_at=stamp.changed_at) if body else refusal(NO_ITEM, status=404)


def _item_page(bureau, number: str, on) -> bytes:
    versions = selectors.item_history(bureau, number)[:MOST_VERSIONS]
    if not versions:
        return b""
    entries = selectors.entries_of(versions, on)
    shown = next((place for place, version in enumerate(versions) if version.covers(on)), 0)
    history = [
        {
            "entry": entry,
            "state": entry.state(on),
            "facts": facts_of(entry),
            "shown": place == shown,
            "differences": public_differences(entries[place + 1], entry) if place + 1 < len(entries) else [],
        }
        for place, entry in enumerate(entries)
    ]
    address = reverse("catalog:public_item", args=[bureau.code, number])
    texts = selectors.cited_texts(versions[shown], max(on, versions[shown].effective_from))
    context = {"number": number, "now": history[shown], "history": history, "texts": texts}
    return rendered("public/item.html", _frame(bureau, "list", address, **context))


@public_page
def changes(request, code):
    """What was added, changed and ended, by day and batch."""
    bureau = _bureau(code)
    if bureau is None:
        return refusal(NO_BUREAU, status=404)
    on, stamp = today(), selectors.stamp_of(bureau)
    number = whole_number(request.GET.get("page")) or 1
    key = (code, stamp.text, on, "changes", request.GET.get("batch", "")[:20], number)
    return page(request, shelf.get(key, lambda: _changes_page(bureau, key[4], number, on)), changed_at=stamp.changed_at)


def _changes_page(bureau, wanted: str, number: int, on) -> bytes:
    lines = changes_of(selectors.light_rows(bureau), on)
    batches = {row.pk: row for row in Batch.objects.filter(pk__in={line.batch for line in lines}).order_by("sequence")}
    batch = batches.get(whole_number(wanted))
    lines = [line for line in lines if batch is None or line.batch == batch.pk]
    shown = Paginator(lines, CHANGES_PER_PAGE).get_page(number)
    pairs = [key for line in shown for key in (line.version, line.before) if line.before]
    rows = selectors.with_everything(ItemVersion.objects.filter(pk__in=pairs))
    faces = {row.pk: entry_of(row) for row in rows}
    groups = grouped(with_differences(shown, faces), counts_by_group(lines))
    address = reverse("catalog:public_changes", args=[bureau.code])
    context = {
        "groups": [(group, batches[group.batch]) for group in groups],
        "batches": list(batches.values()),
        "batch": batch,
        "page_obj": shown,
        "kept": f"batch={batch.pk}&" if batch else "",
    }
    return rendered("public/changes.html", _frame(bureau, "changes", address, **context))


def _download(request, code, kind: str, content_type: str, make):
    bureau = _bureau(code)
    if bureau is None:
        return refusal(NO_BUREAU, status=404)
    form, now = DayForm(request.GET, today=today()), today()
    if not form.is_valid():
        return refusal("；".join(form.errors["on"]), status=404)
    day = papers.day_of(bureau, form.cleaned_data["on"] or now, now)
    stamp = selectors.stamp_of(bureau)
    key = papers.file_key(day, stamp.text, kind)
    response = compared(request, HttpResponse(content_type=content_type), key, stamp.changed_at)
    if response.status_code == 304:
        return response
    try:
        response.content = papers.kept_or_made(key, kind, lambda: make(day))
    except papers.Busy:
        return refusal("前面还有一份文件正在生成，请稍候。", status=503, again=BUSY_AGAIN)
    except TooLong:
        return refusal("这份文件暂时无法生成。请稍后再试，或先下载 Excel 表格。", status=503)
    name = quote(f"{bureau.full_name}{papers.TITLE}{day.on.isoformat()}.{kind}")
    response["Content-Disposition"] = f"inline; filename=\"list.{kind}\"; filename*=UTF-8''{name}"
    return response


@public_page
def workbook(request, code):
    """The whole list of a day as .xlsx."""
    return _download(request, code, "xlsx", CONTENT_TYPE, papers.workbook)


@public_page
def paper(request, code):
    """The whole list of a day as PDF."""
    return _download(request, code, "pdf", "application/pdf", papers.paper)


@public_page
def missing(request):
    """Every other address below /catalog/."""
    return refusal("没有这一页。请从清单首页进入，或核对地址。", status=404)
