"""Filters and components of the look: ``{% load xlt %}``. Usage of each: docs/design-system.md.

The markup of every component is a template in templates/components/; nothing here queries.
"""

from datetime import date, datetime
from functools import lru_cache
from zlib import crc32

from django import template
from django.template.loader import render_to_string
from django.utils import timezone

from xinglongtai.core import display, icons
from xinglongtai.core.filter_controls import controls
from xinglongtai.core.lists import MOST_EXPORTED, TOO_MANY
from xinglongtai.core.paging import PlacePage
from xinglongtai.core.privacy.sealed import WordsField, opened, seal

register = template.Library()

TONES = ("neutral", "info", "good", "warn", "danger")

for _name, _function in {
    "cn_date": display.cn_date,
    "cn_date_short": display.cn_date_short,
    "cn_datetime": display.cn_datetime,
    "masked_id": display.mask_id,
    "masked_phone": display.mask_phone,
    "money": display.money,
    "person": display.person,
    "sealed": seal,
    "unsealed": opened,
}.items():
    register.filter(_name, _function)

register.simple_tag(icons.icon, name="icon")


def _tone(value) -> str:
    return value if value in TONES else "neutral"


def _component(name, **context):
    return render_to_string(f"components/{name}.html", context)


#: Components that look the same for the same words are drawn once; a page holds dozens of them.
_drawn = lru_cache(maxsize=4096, typed=True)(_component)


@register.simple_tag
def chip(label, tone="neutral", icon=""):
    """A status as shape, word and colour. A blank label draws nothing."""
    if not label:
        return ""
    tone = _tone(tone)
    return _drawn("chip", label=label, tone=tone, icon=icon or tone)


@register.simple_tag
def deadline(due, on=None, settled=""):
    """«2026年11月22日 · 还有3天». `on` is the view's day; `settled` replaces the distance («已复查»)."""
    if isinstance(due, datetime):
        due = timezone.localtime(due).date() if timezone.is_aware(due) else due.date()
    if not isinstance(due, date):
        return _drawn("deadline", due=None)
    words, tone = settled, "neutral"
    if not settled and isinstance(on, date):
        words, tone = display.distance(due, on)
    return _drawn("deadline", due=due, iso=due.isoformat(), words=words, tone=tone)


@register.simple_block_tag
def pageheader(content, title, lead="", eyebrow="", back_url="", back_label="返回", chip_label="", chip_tone=""):
    """Heading of a page; the block holds its actions, the primary one first."""
    return _component(
        "page_header",
        content=content,
        title=title,
        lead=lead,
        eyebrow=eyebrow,
        back_url=back_url,
        back_label=back_label,
        chip_label=chip_label,
        chip_tone=chip_tone,
    )


@register.simple_block_tag
def card(content, title="", id="", note="", action_url="", action="", tone=""):
    """A titled box; `action` is one quiet link at the right of its title."""
    return _component(
        "card", content=content, title=title, id=id, note=note, action_url=action_url, action=action, tone=tone
    )


@register.simple_block_tag
def alert(content, tone="info", title="", live=False):
    """A message in the page. `live` announces it to screen readers (for htmx fragments)."""
    return _component("alert", content=content, tone=_tone(tone), title=title, live=live)


@register.simple_block_tag
def actionbar(content, label="操作"):
    """Buttons of a form or page; stays above the bottom bar on a phone."""
    return _component("action_bar", content=content, label=label)


@register.simple_block_tag
def fact(content, label):
    """One row of ``<dl class="facts">``; blank content reads «未填写»."""
    return _component("fact", content=content, label=label)


@register.simple_tag
def facts(pairs):
    """A definition list of (label, value) pairs."""
    return _component("facts", pairs=pairs)


@register.simple_tag
def stepbar(steps, current, label="步骤"):
    """Numbered steps. `steps`: labels, (label, url) pairs or dicts; `current` counts from 1.

    Steps before the current one are done and link to their url; later ones never link.
    """
    rows = []
    for number, step in enumerate(steps, start=1):
        if isinstance(step, dict):
            name, url = step.get("label", ""), step.get("url", "")
        elif isinstance(step, (tuple, list)):
            name, url = step[0], step[1] if len(step) > 1 else ""
        else:
            name, url = step, ""
        state = "done" if number < current else "current" if number == current else "todo"
        rows.append({"number": number, "label": name, "url": url if state == "done" else "", "state": state})
    return _component("step_bar", steps=rows, label=label, current=current)


@register.simple_tag
def emptystate(title, text="", url="", action="", icon="folder"):
    """What an empty list says, and what to do next."""
    return _component("empty_state", title=title, text=text, url=url, action=action, icon=icon)


@register.simple_tag
def timeline(items):
    """Events, newest first as given: objects or dicts with at, who, text and optionally detail, tone, url."""
    return _component("timeline", items=items)


@register.simple_tag
def sheetline(line):
    """One line of the eligibility sheet (适用核查表): outcome met, not_met, unknown or pending."""
    outcome = line.get("outcome") if isinstance(line, dict) else getattr(line, "outcome", "")
    outcome = str(getattr(outcome, "value", outcome) or "pending")
    words, tone, sign = SHEET_OUTCOMES.get(outcome, SHEET_OUTCOMES["unknown"])
    return _component("sheet_line", line=line, words=words, tone=tone, sign=sign, outcome=outcome)


SHEET_OUTCOMES = {
    "met": ("符合", "good", "good"),
    "not_met": ("不符合", "danger", "danger"),
    "unknown": ("不能确定", "warn", "question"),
    "pending": ("待核查", "neutral", "pending"),
}


@register.simple_tag
def photogrid(photos, empty="还没有照片"):
    """Photos as a grid: objects or dicts with url, thumb_url, caption, taken_at."""
    return _component("photo_grid", photos=photos, empty=empty)


@register.simple_tag(takes_context=True)
def confirmreason(
    context, action, title, button, explain="", field="reason", reason_label="理由", version="", error=""
):
    """A destructive act: opens on demand, asks once, wants a reason, posts `field` (and `version`)."""
    return render_to_string(
        "components/confirm_reason.html",
        {
            "action": action,
            "title": title,
            "button": button,
            "explain": explain,
            "field": field,
            "reason_label": reason_label,
            "version": version,
            "error": error,
            "csrf_token": context.get("csrf_token", ""),
            "dom_id": f"confirm-{crc32(f'{action}{title}'.encode()):x}",
        },
    )


@register.simple_tag(takes_context=True)
def filterpanel(context, form, count, sentence="", export_url="", unit="条", clear_url=""):
    """Filters of a list, the sentence of the active ones, the count and «导出这 N 条».

    The export link carries the query string of the page, so the file holds exactly these rows. Where there is free text, the form
    is sent by POST and what was typed stands in the address closed (``core.privacy.sealed``).
    """
    return _component(
        "filter_panel",
        form=form,
        controls=controls(form),
        count=count,
        sentence=sentence,
        export_url=export_url if count <= MOST_EXPORTED else "",
        too_many=TOO_MANY if export_url and count > MOST_EXPORTED else "",
        unit=unit,
        clear_url=clear_url or "?",
        query=_query(context),
        active=bool(sentence),
        closes_words=any(isinstance(field, WordsField) for field in form.fields.values()),
        path=getattr(context.get("request"), "path", ""),
        csrf_token=context.get("csrf_token", ""),
    )


def _query(context, **replaced) -> str:
    request = context.get("request")
    if request is None:
        return "&".join(f"{key}={value}" for key, value in replaced.items())
    query = request.GET.copy()
    query.pop("page", None)
    for key, value in replaced.items():
        query[key] = value
    return query.urlencode()


@register.simple_tag(takes_context=True)
def pagination(context, page, name="page"):
    """Page links that keep the filters; nothing when there is one page. ``name``: of the page number in the address, where a
    page holds several lists."""
    if isinstance(page, PlacePage):
        return _places(context, page, name)
    if page is None or page.paginator.num_pages < 2:
        return ""
    links = [
        {"number": number, "url": f"?{_query(context, **{name: number})}" if isinstance(number, int) else ""}
        for number in page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
    ]
    previous = f"?{_query(context, **{name: page.number - 1})}" if page.has_previous() else ""
    following = f"?{_query(context, **{name: page.number + 1})}" if page.has_next() else ""
    return _component("pagination", page=page, links=links, previous=previous, following=following)


def _places(context, page: PlacePage, name: str):
    """Links of a long list: its beginning, the page before and behind, its end."""
    if not (page.before or page.after):
        return ""
    steps = {"previous": page.before, "following": page.after, "end": "last" if page.after else ""}
    urls = {key: f"?{_query(context, **{name: place})}" if place else "" for key, place in steps.items()}
    begin = f"?{_query(context)}" if page.before else ""
    return _component("pagination_places", page=page, begin=begin, **urls)


@register.simple_block_tag
def worksection(content, title, count=None, tone="neutral", note=""):
    """A heading of the work list (逾期, 今天到期 …) with its count around {% workitem %} lines."""
    return _component("work_section", content=content, title=title, count=count, tone=_tone(tone), note=note)


@register.simple_tag
def workitem(
    title,
    detail="",
    url="",
    action="",
    action_url="",
    due=None,
    on=None,
    settled="",
    chip_label="",
    chip_tone="neutral",
    meta="",
):
    """One line of work: party, violation, day, and one button that is the next step."""
    return _component(
        "work_item",
        title=title,
        detail=detail,
        url=url,
        action=action,
        action_url=action_url or url,
        due=due,
        on=on,
        settled=settled,
        chip_label=chip_label,
        chip_tone=chip_tone,
        meta=meta,
    )


@register.simple_tag
def statfigure(value, label, definition="", url="", previous=None, unit="", period="上期"):
    """A number with its written definition, opening its list; `previous` is the period before."""
    return _component(
        "stat_figure",
        value=value,
        label=label,
        definition=definition,
        url=url,
        previous=previous,
        unit=unit,
        period=period,
    )


@register.simple_tag
def sharebar(value, total, tone="info"):
    """A plain bar beside a number in a table; the number itself must stand next to it."""
    share = 0 if not total else max(0.0, min(100.0, 100 * float(value or 0) / float(total)))
    return _component("share_bar", share=f"{share:.1f}", tone=_tone(tone))


@register.simple_tag
def errorsummary(*forms):
    """Everything wrong in these forms, each line a link to its field; nothing when all is well."""
    rows = []
    for form in forms:
        if not form or not form.errors:
            continue
        rows += [{"label": "", "id": "", "message": message} for message in form.non_field_errors()]
        for name in form.errors:
            if name in form.fields:
                bound = form[name]
                rows += [
                    {"label": bound.label, "id": bound.id_for_label or bound.auto_id, "message": message}
                    for message in bound.errors
                ]
    return _component("error_summary", rows=rows) if rows else ""
