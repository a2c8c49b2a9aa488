"""同案同罚比对: pairs that differ, one pair side by side with the word on it, what cases ended in by unit and item."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from xinglongtai.core import parameters
from xinglongtai.core.acts import attempt
from xinglongtai.core.display import cn_date
from xinglongtai.core.replica.reading import from_replica
from xinglongtai.core.roles import allowed
from xinglongtai.core.web import require_right, today

from . import comparing, rates, services
from .forms import DecideForm, PairsFilter, RatesFilter
from .models import SamenessDecision
from .status import Judgement

VIEW = ("oversight.view_sameness", "查看同案同罚比对")
PER_PAGE = 20


def _between(days) -> str:
    return f"{cn_date(days[0])}至{cn_date(days[1])}处理的案件"


@from_replica
@require_GET
def pair_list(request):
    """Pairs without a word, newest first."""
    actor = require_right(request, *VIEW)
    form = PairsFilter(request.GET, actor=actor, on=today())
    since, until = form.days
    found = comparing.find(actor.bureau, since=since, until=until, item_id=form.item_id)
    found = comparing.in_reach(found, actor, form.unit_path)
    decided = comparing.decided_for(found)
    wanted = [pair for pair in found if form.fits(decided.get(comparing.key_of(pair)))]
    page = Paginator(wanted, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page_obj": page,
        "pairs": comparing.tell(list(page), actor),
        "count": len(wanted),
        "decided": len([pair for pair in found if comparing.key_of(pair) in decided]),
        "heading": _between(form.days),
        "decides": allowed(actor, services.RIGHT),
    }
    return render(request, "oversight/sameness/list.html", context)


@require_GET
def pair(request, odd, beside):
    """One pair: what agrees, what differs, and the word on it."""
    actor = require_right(request, *VIEW)
    found, agrees = comparing.pair_of(odd, beside, actor)
    kept = _kept(found)
    start = {"version": kept.version if kept else 0}
    if kept:
        start |= {"judgement": kept.judgement, "reason": kept.reason}
    return _pair_page(request, actor, found, agrees, DecideForm(initial=start))


@require_POST
def decide(request, odd, beside):
    """The word of legal staff or a supervisor on a pair; what is refused stands on the pair's page."""
    actor = require_right(request, services.RIGHT, "对同案同罚比对作出意见")
    found, agrees = comparing.pair_of(odd, beside, actor)
    form = DecideForm(request.POST)
    if form.is_valid():
        values = {"odd": odd, "beside": beside, "actor": actor, "on": today(), **form.cleaned_data}
        row = attempt(form, services.sameness_decide, **values)
        if row:
            told = "，已通知承办单位负责人" if row.judgement == Judgement.CORRECT else ""
            messages.success(request, f"已记录：{row.get_judgement_display()}{told}。")
            return redirect("oversight:sameness")
        if form.is_stale:
            form.renew(_kept(found).version)
    return _pair_page(request, actor, found, agrees, form)


def _kept(found) -> SamenessDecision | None:
    """The word there is on a pair."""
    return SamenessDecision.objects.filter(case=found.odd.case, beside_outcome=found.beside.outcome).first()


def _pair_page(request, actor, found, agrees, form):
    shown = comparing.tell([found], actor)[0]
    context = {"form": form, "shown": shown, "agrees": agrees, "decides": allowed(actor, services.RIGHT)}
    return render(request, "oversight/sameness/pair.html", context, status=422 if form.is_bound else 200)


@from_replica
@require_GET
def outcome_rates(request):
    """What cases ended in, by unit and by item."""
    actor = require_right(request, *VIEW)
    form = RatesFilter(request.GET, actor=actor, on=today())
    since, until = form.days
    small = parameters.value(actor.bureau, "evaluation.small_sample")
    by_unit, by_item = rates.tally(actor, since=since, until=until, item_id=form.item_id, unit_path=form.unit_path)
    context = {
        "form": form,
        "heading": _between(form.days),
        "total": sum(counts.total() for counts in by_unit.values()),
        "columns": [rates.Outcome(key).label for key in rates.columns(by_unit)],
        "units": rates.rows_of_units(by_unit, small),
        "items": rates.rows_of_items(by_item, small),
        "small": small,
    }
    return render(request, "oversight/sameness/rates.html", context)
