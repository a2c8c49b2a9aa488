"""The officers' side of the party's page: its link, the party's wishes, photos taken for a recheck without a visit."""

from django import forms
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cases.forms.case import words
from cases.status import EvidenceKind, EvidenceOrigin
from cases.views.case import form_data
from xinglongtai.core.acts import VerbForm, act_page, attempt
from xinglongtai.core.display import cn_date
from xinglongtai.core.typesetting import qr_code
from xinglongtai.core.web import actor_of, today, visible_or_404

from .. import services
from ..forms.pledge import RecheckForm
from ..models import PartyWish, Pledge, RemoteProof
from ..status import WishKind
from ..views.pledge import case_url, pledge_for
from . import keys


class ReasonForm(forms.Form):
    """Why a link is revoked or renewed; ``seen``: the live link on the page."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = words("原因", required=False, help_text="例如 承诺书遗失、二维码被拍照外传。", limit=300)


class AnswerForm(VerbForm):
    """Answering the party."""

    answer = words("答复", help_text="当事人会在自己的页面看到。", limit=500)


class ReturnForm(forms.Form):
    """Asking for another photo."""

    reason = words("请当事人重拍的原因", help_text="当事人会看到，例如 纸上的验证字看不清。", limit=300)


def _links_of(pledge: Pledge):
    return list(pledge.party_links.select_related("created_by__unit", "revoked_by__unit"))


def _letters_own(pledge: Pledge, live) -> str:
    """The address printed on the letter, where it is the one that works."""
    printed = pledge.letter.document.snapshot.get("lookup_url") or ""
    works = live and printed and live.key_hash in keys.link_hashes(keys.secret_of(printed))
    return printed if works else ""


def _link_page(request, actor, pledge, form, *, address: str = "", fresh: bool = False, status: int = 200):
    links = _links_of(pledge)
    live = next((row for row in links if row.is_live), None)
    if not address and pledge.letter.readable_by(actor):
        address = _letters_own(pledge, live)
        if address:  # what the letter carries is shown, so it counts as opening the letter
            services.letter_printed(pledge=pledge, actor=actor)
    form.fields["reason"].required = live is not None  # as it is shown; the verbs ask for it
    context = {
        "pledge": pledge,
        "case": pledge.case,
        "links": links,
        "live": live,
        "form": form,
        "address": address,
        "qr": qr_code(address) if address else None,
        "fresh": fresh,
        "back_url": case_url(pledge),
        "phone": keys.last_four(pledge.case.party.phone),
    }
    response = render(request, "pledges/partypage/link.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _seen(pledge: Pledge) -> dict:
    live = next((row for row in _links_of(pledge) if row.is_live), None)
    return {"seen": live.pk if live else 0}


@require_http_methods(["GET", "POST"])
def party_link(request, pk):
    """The link's state and its QR; 停用 with the reason."""
    actor, pledge = pledge_for(request, pk, "handles")
    form = ReasonForm(request.POST or None, initial=_seen(pledge))
    if request.method == "POST" and form.is_valid():
        live = next((row for row in _links_of(pledge) if row.is_live), None)
        given = form.cleaned_data["reason"]
        if live is None:
            form.add_error(None, "没有在用的链接，不用停用。")
        elif attempt(form, services.party_link_revoke, link=live, actor=actor, reason=given):
            messages.success(request, "链接已停用。扫码只能核验文书真伪，其余不能再打开。")
            return redirect("pledges:party_link", pledge.pk)
    return _link_page(request, actor, pledge, form, status=422 if form.is_bound else 200)


@require_POST
def party_link_renew(request, pk):
    """换发: the new QR is shown by this answer and never again."""
    actor, pledge = pledge_for(request, pk, "handles")
    form = ReasonForm(request.POST)
    if form.is_valid():
        given = {"reason": form.cleaned_data["reason"], "seen": form.cleaned_data["seen"]}
        made = attempt(form, services.party_link_renew, pledge=pledge, actor=actor, **given)
        if made:
            address, fresh = keys.page_address(made[1]), ReasonForm(initial=_seen(pledge))
            return _link_page(request, actor, pledge, fresh, address=address, fresh=True)
    form.data = form.data.dict() | _seen(pledge)
    return _link_page(request, actor, pledge, form, status=422)


@require_http_methods(["GET", "POST"])
def wish_answer(request, pk):
    """答复 a wish of the party; one for more time has its own way to the extension beside."""
    actor = actor_of(request)
    rows = PartyWish.objects.filter(pledge__in=Pledge.objects.visible_to(actor))
    wish = visible_or_404(rows, pk)
    actor, pledge = pledge_for(request, wish.pledge_id, "handles")
    form = AnswerForm(**form_data(request))
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data["answer"]
        if attempt(form, services.party_wish_answer, wish=wish, actor=actor, on=today(), answer=answer):
            messages.success(request, "已答复，当事人会在自己的页面看到。")
            return redirect(case_url(pledge) + "#partypage")
    asked = f"申请延期至{cn_date(wish.until)}：" if wish.kind == WishKind.TIME else "陈述申辩："
    page = {"title": "答复当事人", "lead": f"{cn_date(wish.on)}{asked}{wish.text}", "submit": "答复"}
    if wish.kind == WishKind.OBJECTION:
        page["explain"] = (
            "对当事人提出的事实、理由和证据应当复核，成立的应当采纳（行政处罚法第四十五条）。请写明复核结果。"
        )
    page["eyebrow"] = f"{pledge.case.party.name} · {pledge.letter.document.number_text}"
    return act_page(request, form, wish, back_url=case_url(pledge), **page)


def _proof(request, pk):
    actor = actor_of(request)
    rows = RemoteProof.objects.filter(pledge__in=Pledge.objects.visible_to(actor)).exclude(received_at=None)
    return visible_or_404(rows.select_related("recheck", "returned_by__unit"), pk)


@require_http_methods(["GET", "POST"])
def remote_recheck(request, pk):
    """Old photos and new ones side by side with word, times and places; two officers decide by ``recheck_record``."""
    proof = _proof(request, pk)
    actor, pledge = pledge_for(request, proof.pledge_id)
    form = _recheck_form(request, actor, pledge)
    if request.method == "POST":
        if form.is_valid():
            given = {name: form.cleaned_data[name] for name in ("result", "co_officer", "checked_on", "version")}
            given["note"] = form.cleaned_data["note"] or _standard_note(form, pledge)
            row = attempt(form, services.recheck_record, pledge=pledge, actor=actor, on=today(), proof=proof, **given)
            if row:
                messages.success(request, f"复查已记录：{row.get_result_display()}（免到场）。")
                return redirect(case_url(pledge))
        pledge.refresh_from_db(fields=["version"])
        form.renew(pledge.version)
    return _proof_page(request, pledge, proof, form, ReturnForm(), status=422 if form.is_bound else 200)


def _recheck_form(request, actor, pledge, *, blank: bool = False):
    case = pledge.case
    other = case.co_handler_id if case.co_handler_id != actor.pk else case.handler_id
    start = {"version": pledge.version, "co_officer": other, "checked_on": today()}
    given = {} if blank else form_data(request)
    form = RecheckForm(**given, pledge=pledge, actor=actor, on=today(), initial=start)
    del form.fields["files"], form.fields["kept"]
    form.fields["note"].help_text = "选“整改到位”可以不填；其他结果请写明照片里看到的情况。"
    return form


def _standard_note(form, pledge) -> str:
    if form.cleaned_data["result"] != "corrected":
        return ""
    violations = "、".join(row.description for row in pledge.case.violations.all())
    return f"经核看当事人按验证字拍摄的照片，承诺事项已改正：{violations}。"


def _proof_page(request, pledge, proof, form, return_form, *, status: int = 200):
    case = pledge.case
    old = case.evidence.filter(kind=EvidenceKind.PHOTO, set_aside_reason="").exclude(origin=EvidenceOrigin.PARTY)
    photos = list(proof.photos.all())
    context = {
        "pledge": pledge,
        "case": case,
        "proof": proof,
        "before": [row for row in old if row.is_image],
        "after": [(row, _doubt(row, proof)) for row in photos],
        "decided": getattr(proof, "recheck", None),
        "violations": list(case.violations.all()),
        "form": form,
        "return_form": return_form,
        "back_url": case_url(pledge),
        "eyebrow": f"{case.party.name} · {pledge.letter.document.number_text}",
    }
    return render(request, "pledges/partypage/remote.html", context, status=status)


def _doubt(photo, proof) -> str:
    """What the file's own time says against the photo: a clock that goes wrong proves nothing, so a person judges."""
    if photo.taken_at is None:
        return ""
    if photo.taken_at < proof.given_at.replace(second=0, microsecond=0):
        return "早于给出验证字的时间，请核对照片里的字"
    return "晚于收到照片的时间，手机时钟可能不准" if photo.taken_at > proof.received_at else ""


@require_POST
def remote_return(request, pk):
    """请当事人重拍."""
    proof = _proof(request, pk)
    actor, pledge = pledge_for(request, proof.pledge_id, "handles")
    form = ReturnForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data["reason"]
        if attempt(form, services.remote_proof_return, proof=proof, actor=actor, at=timezone.now(), reason=given):
            messages.success(request, "已请当事人重拍，当事人会在自己的页面看到原因。")
            return redirect(case_url(pledge) + "#partypage")
    blank = _recheck_form(request, actor, pledge, blank=True)
    return _proof_page(request, pledge, proof, blank, form, status=422)
