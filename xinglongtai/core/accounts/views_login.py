"""Pages around a login: the code of the second factor, setting it up, one's open logins, what the idle warning asks."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from ..acts import attempt
from ..web import sent
from . import second_factor, sessions, signing_in
from .forms import CodeForm, CodeOrRecoveryForm, LoginCodeForm


def _officer(request):
    return getattr(request.user, "officer", None)


def _go_on(request):
    """Where the person wanted to go, if that is a page of ours."""
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(wanted if safe else "/")


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def factor_code(request):
    """After the password: the code."""
    if signing_in.factor_state(request) != signing_in.OWED:
        return _go_on(request)
    form = LoginCodeForm(sent(request))
    if form.is_bound and form.is_valid():
        typed = {"typed": form.cleaned_data["code"], "now": timezone.now()}
        said = second_factor.factor_check(user=request.user, **typed)
        if said is second_factor.Said.RIGHT:
            request.session.cycle_key()
            signing_in.passed(request)
            sessions.follow(request)
            signing_in.complete(request, request.user)
            return _go_on(request)
        attempt(form, second_factor.require_right, said=said)
    context = {"form": form, "next": request.GET.get("next", "")}
    return render(request, "core/accounts/code.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_GET
def factor(request):
    """The second factor: setting it up, or what may be done with the one there is."""
    row = second_factor.factor_prepare(user=request.user, now=timezone.now())
    return _factor_page(request, row, CodeForm() if not row.confirmed_at else CodeOrRecoveryForm())


def _factor_page(request, row, form, status=200):
    context = {"form": form, "row": row, "must": second_factor.required_for(request.user)}
    if row.confirmed_at:
        context["left"] = second_factor.recovery.left(request.user)
    else:
        context["secret"], context["address"] = second_factor.secret_of(row)
    return render(request, "core/accounts/factor.html", context, status=status)


@never_cache
@require_GET
def factor_qr(request):
    """The QR code of a secret that is not confirmed yet, black on white."""
    row = second_factor.factor_prepare(user=request.user, now=timezone.now())
    _, address = second_factor.secret_of(row)
    return HttpResponse(second_factor.picture_of(address), content_type="image/svg+xml")


@never_cache
@sensitive_post_parameters("code")
@require_POST
def factor_confirm(request):
    """The phone's first code; then the recovery codes, once."""
    now, form = timezone.now(), CodeForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data["code"]
        codes = attempt(form, second_factor.factor_confirm, user=request.user, typed=typed, now=now)
        if codes:
            signing_in.passed(request)
            return render(request, "core/accounts/codes.html", {"codes": codes, "fresh": True})
    row = second_factor.factor_prepare(user=request.user, now=now)
    return _factor_page(request, row, form, status=422)


def _checked(request, form) -> bool:
    """Whether a right code stands on the form; else the refusal does."""
    if not form.is_valid():
        return False
    said = second_factor.factor_check(user=request.user, typed=form.cleaned_data["code"], now=timezone.now())
    attempt(form, second_factor.require_right, said=said)
    return said is second_factor.Said.RIGHT


@never_cache
@sensitive_post_parameters("code")
@require_POST
def factor_change(request):
    """After a right code: new recovery codes, or the factor taken away (for another phone)."""
    form = CodeOrRecoveryForm(request.POST)
    if not _checked(request, form):
        row = second_factor.factor_prepare(user=request.user, now=timezone.now())
        return _factor_page(request, row, form, status=422)
    if request.POST.get("act") == "codes":
        codes = second_factor.codes_renew(user=request.user)
        return render(request, "core/accounts/codes.html", {"codes": codes})
    second_factor.factor_drop(user=request.user)
    signing_in.dropped(request)
    messages.success(request, "动态验证码已停用。换手机的，请现在重新扫码设置。")
    return redirect("core:factor")


@require_POST
def session_end(request, pk):
    """End one of one's own logins."""
    sessions.session_end(user=request.user, pk=pk, actor=_officer(request))
    messages.success(request, "那处登录已经退出。")
    return redirect("core:me")


@require_POST
def sessions_end_others(request):
    """End all of one's own logins but this one."""
    keep = request.session.get(sessions.ROW)
    count = sessions.sessions_end_others(user=request.user, keep=keep, actor=_officer(request))
    messages.success(request, f"其他 {count} 处登录已经退出。" if count else "没有其他登录。")
    return redirect("core:me")


@sessions.passive
@never_cache
@require_GET
def session_state(request):
    """How many seconds the session lasts; asking does not make it longer."""
    return JsonResponse({"left": sessions.seconds_left(request.session, timezone.now())})


@never_cache
@require_POST
def session_keep(request):
    """«继续使用»: the person is there."""
    return JsonResponse({"left": sessions.seconds_left(request.session, timezone.now())})


def open_sessions(request) -> dict:
    """What «我的» shows of logins and of the second factor."""
    now = timezone.now()
    rows, here = sessions.open_of(request.user, now), request.session.get(sessions.ROW)
    return {
        "open_sessions": [{"row": row, "here": row.pk == here} for row in rows[:20]],
        "factor": second_factor.confirmed(request.user),
        "factor_must": second_factor.required_for(request.user),
    }
