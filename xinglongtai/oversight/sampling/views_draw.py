"""Pages of drawings: the numbered list, drawing, one drawing with its roll, checking it, cancelling it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from xinglongtai.core.acts import attempt
from xinglongtai.core.errors import DomainError, NotAllowed
from xinglongtai.core.lists import FilterForm, listing
from xinglongtai.core.roles import allowed
from xinglongtai.core.web import require_right, today, visible_or_404, whole_number

from . import selectors, services_draw
from .drawing import draw, fingerprint, read_roll
from .forms import DrawForm
from .models import Drawing
from .querysets import sees_work
from .weights import BY_CODE, told, weights_of

VIEW = ("oversight.view_sampling", "查看案卷评查")
DRAW = ("oversight.draw_sample", "抽取评查案卷")
SUSPECTS = "oversight.view_suspicion"


def sent(request):
    """What a form is bound to: the POST, however empty, or nothing."""
    return request.POST if request.method == "POST" else None


def drawing_for(request, pk) -> tuple:
    """The actor and a drawing of the bureau; unit heads see results, not drawings."""
    actor = require_right(request, *VIEW)
    rows = selectors.visible_drawings(actor) if sees_work(actor) else Drawing.objects.none()
    people = ("bureau", "unit", "standard", "drawn_by__unit", "cancelled_by__unit", "seed_of")
    return actor, visible_or_404(rows.select_related(*people), pk)


@require_GET
def drawings(request):
    """Every drawing of the bureau, cancelled ones among them; unit heads go on to the results of their units."""
    actor = require_right(request, *VIEW)
    if not sees_work(actor):
        return redirect("oversight:sampling_results")
    rows = selectors.with_progress(selectors.visible_drawings(actor))
    page = listing(FilterForm(request.GET), rows.select_related("unit", "drawn_by__unit"), request.GET.get("page"))
    context = {
        "list": page,
        "todo": selectors.todo_count(actor),
        "standard": selectors.in_force(actor.bureau),
        "tab": "drawings",
    }
    return render(request, "oversight/sampling.html", context)


@require_http_methods(["GET", "POST"])
def draw_new(request):
    """The form of a drawing; what it draws is shown only after it is numbered."""
    actor = require_right(request, *DRAW)
    on = today()
    initial = {"since": on.replace(month=1, day=1), "until": on, "size": 10}
    form = DrawForm(sent(request), actor=actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = {key: value for key, value in form.cleaned_data.items() if key != "version"}
        if row := attempt(form, services_draw.drawing_draw, actor=actor, on=on, **given):
            messages.success(request, f"已抽取，编号 {row.number}。")
            return redirect("oversight:sampling_drawing", row.pk)
    context = {
        "form": form,
        "weights": told(weights_of(actor.bureau), secrets=allowed(actor, SUSPECTS)),
        "standard": selectors.in_force(actor.bureau),
    }
    return render(request, "oversight/sampling_draw.html", context, status=422 if form.is_bound else 200)


@require_GET
def drawing(request, pk):
    """One drawing: its conditions, seed, hash and weights; the files drawn, who reviews them and how far."""
    actor, row = drawing_for(request, pk)
    secrets = allowed(actor, SUSPECTS)
    reviews = list(row.reviews.with_people())
    own = selectors.taken_part(actor) if row.weights and secrets else set()
    for review in reviews:
        review.weight_told = review.case_id not in own
        review.flag_labels = [BY_CODE[code].label for code in review.flags if code in BY_CODE]
    done = sum(review.is_submitted for review in reviews)
    context = {
        "row": row,
        "reviews": reviews,
        "done": done,
        "shows_weights": row.weights and secrets,
        "may_roll": not row.weights or (secrets and not selectors.on_roll(row, own)),
        "weights": told(row.weights, secrets=secrets),
        "may_draw": allowed(actor, DRAW[0]),
        "may_cancel": allowed(actor, DRAW[0]) and row.is_live and not done,
        "earlier": selectors.same_scope(row),
        "events": selectors.timeline_of(row),
    }
    return render(request, "oversight/sampling_drawing.html", context)


@require_GET
def roll(request, pk):
    """The frozen roll as text, exactly the bytes whose SHA-256 the page names. A weighted one hints at suspicions: it is not for those
    who took part in one of its cases.
    """
    actor, row = drawing_for(request, pk)
    text = row.roll.text
    if row.weights:
        require_right(request, SUSPECTS, "查看加权名册")
        if selectors.on_roll(row, selectors.taken_part(actor)):
            raise NotAllowed("您办理、审核或审批过名册中的案件，不能看加权名册。可以用“核对抽取”核对。")
    response = HttpResponse(text, content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="drawing-{row.pk}-roll.txt"'
    return response


@require_GET
def verify(request, pk):
    """Draw again from the kept roll and seed, and compare with what was drawn."""
    actor, row = drawing_for(request, pk)
    text, kept = row.roll.text, list(row.reviews.order_by("position").values_list("case_id", flat=True))
    again = [ticket.case_id for ticket in draw(row.seed, read_roll(text), len(kept))]
    context = {
        "row": row,
        "sha256": fingerprint(text),
        "same_roll": fingerprint(text) == row.roll_sha256,
        "same_files": again == kept,
        "count": len(kept),
        "actor": actor,
    }
    return render(request, "oversight/sampling_verify.html", context)


@require_POST
def cancel(request, pk):
    """Cancel with a reason; the drawing stays in the list."""
    actor, row = drawing_for(request, pk)
    require_right(request, *DRAW)
    version = whole_number(request.POST.get("version"))
    reason = request.POST.get("reason", "")[:300]
    try:
        services_draw.drawing_cancel(drawing=row, actor=actor, on=today(), reason=reason, version=version)
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, f"已撤销 {row.number}。")
    return redirect("oversight:sampling_drawing", row.pk)
