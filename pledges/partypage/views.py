"""The party's pages behind the QR code: genuine or not for everybody, the rest after the last four digits of the phone."""

from xinglongtai.core.uploads import dropped

from .. import services
from ..services.party_visits import Answer
from . import forms
from .answers import message, onward, page, party_page
from .page import page_of
from .sheets import SHEETS, Sheet
from .visit import SAID, STATUS, Visit

_DONE = {name: sheet.done for name, sheet in SHEETS.items()}


def _unknown():
    """The same kind of page for every secret nobody gave out; no hint of why."""
    return page("check", {"found": False}, status=404)


def _checked(visit: Visit, form, *, said: str = "", status: int = 200):
    """是, number and date of the letter; the field for the digits where the page is open to its party."""
    document = visit.pledge.letter.document
    context = {
        "found": True,
        "visit": visit,
        "bureau": visit.bureau,
        "number": document.number_text,
        "issued_on": visit.pledge.issued_on,
        "void": document.is_voided,
        "closed": not visit.link.is_live,
        "form": form if visit.may_open else None,
        "said": said,
    }
    return page("check", context, status=status)


@party_page()
def entrance(request, secret):
    """Everybody learns whether the paper is genuine; the party gives the digits and sees its page."""
    visit = Visit.of(request, secret)
    if visit is None:
        return _unknown()
    if request.method == "POST":
        return _enter(visit, forms.DigitsForm(request.POST))
    if visit.open:
        services.party_view(link=visit.link, at=visit.at)
        done = _DONE.get(request.GET.get("done", ""), "")
        return visit.keep(page("mine", {**page_of(visit), "done": done}))
    if request.method == "GET":
        services.party_check(link=visit.link)
    said = "离开得久了，为安全起见请再核对一次。" if visit.ended and visit.may_open else ""
    return _checked(visit, forms.DigitsForm(), said=said)


def _enter(visit: Visit, form):
    if not form.is_valid():
        return _checked(visit, form, status=422)
    answer = visit.enter(form.cleaned_data["digits"])
    if answer is Answer.RIGHT:
        return visit.keep(onward(visit.url()))
    return _checked(visit, forms.DigitsForm(), said=SAID[answer], status=STATUS[answer])


@party_page()
def leave(request, secret):
    """退出: for a phone that is not one's own."""
    visit = Visit.of(request, secret)
    if visit is None:
        return _unknown()
    if request.method == "POST" and visit.open:
        services.party_leave(link=visit.link)
        return visit.forget(onward(visit.url()))
    return onward(visit.url())


def sheet_view(name: str):
    """The view of one form of the page (``SHEETS``)."""

    @party_page()
    def answered(request, secret):
        visit = Visit.of(request, secret)
        if visit is None:
            return _unknown()
        return visit.keep(_sheet(request, visit, SHEETS[name](visit)))

    return answered


def _sheet(request, visit: Visit, sheet: Sheet):
    if request.method != "POST":
        if not visit.open:
            return onward(visit.url())
        if reason := sheet.refused():
            return message(sheet.title, reason, status=409, back_url=visit.url(), bureau=visit.bureau)
        return page(sheet.template, sheet.context(sheet.form()))
    form = sheet.form(request.POST, request.FILES, dropped=dropped(request))
    if not visit.open and not (form.known and sheet.waits):
        return onward(visit.url())  # nobody who was let in opened this form
    said = ""
    valid = form.is_valid()
    early = sheet.before(form)
    if early is not None:
        return early
    form.keep()
    if not visit.open:
        said = _again(request, visit)
    if visit.open and valid and form.is_valid() and sheet.send(form):
        return onward(f"{visit.url()}?done={sheet.name}")
    status = 422 if visit.open else 401
    return page(sheet.template, sheet.context(form, said=said), status=status)


def _again(request, visit: Visit) -> str:
    """The visit ended while the form was filled in: the digits once more, and everything is still there."""
    if not visit.may_open:
        return SAID[Answer.CLOSED]
    digits = forms.DigitsForm(request.POST)
    if digits.is_valid():
        answer = visit.enter(digits.cleaned_data["digits"])
        return "" if answer is Answer.RIGHT else SAID[answer]
    return "离开得久了，为安全起见请再填一次登记手机号的后四位。您写的内容和选好的文件都还在。"
