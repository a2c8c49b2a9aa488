"""What every view does: who is asking, the row they may see, and a refusal put back on the form."""

from datetime import date

from django.http import HttpRequest
from django.utils import timezone

from .errors import DomainError, NotAllowed, NotVisible, StaleRow
from .models import Officer
from .roles import allowed


def officer_of(user) -> Officer | None:
    """The member of staff an account stands for, with unit and bureau, read once for the account at hand."""
    if not user.is_authenticated:
        return None
    user = getattr(user, "_wrapped", user)  # what the request holds is a promise of it
    relation = user._meta.get_field("officer")
    if relation.is_cached(user):
        return relation.get_cached_value(user)
    officer = Officer.objects.select_related("unit__bureau").filter(user_id=user.pk).first()
    if officer is not None:
        relation.set_cached_value(user, officer)
        relation.field.set_cached_value(officer, user)
    return officer


def actor_of(request: HttpRequest) -> Officer:
    """The officer row of the person who is logged in. Raises NotAllowed for an account without one."""
    officer = officer_of(request.user)
    if officer is None:
        raise NotAllowed("这个账号没有对应的执法人员信息，不能办理业务。请联系系统管理员。")
    return officer


def require_right(request: HttpRequest, permission: str, what: str) -> Officer:
    """The actor, if they hold ``permission``; NotAllowed (403) otherwise. The verb checks again."""
    officer = actor_of(request)
    if not allowed(officer, permission):
        raise NotAllowed(f"您没有{what}的权限。请联系本单位负责人或系统管理员。")
    return officer


def visible_or_404(queryset, pk):
    """The row ``pk`` of an already limited ``queryset``; NotVisible (404) where it is out of sight or missing."""
    row = next(iter(queryset.filter(pk=pk).order_by()[:1]), None)  # one row needs no order
    if row is None:
        raise NotVisible("没有找到这条记录，或者它不在您的可见范围内。")
    return row


def seen_or_404(seen, officer, pk):
    """The one row that the statement ``seen`` (:func:`~.statements.seen_by`) gives ``officer`` for ``pk``; NotVisible (404) otherwise."""
    row = seen.first(officer, pk)
    if row is None:
        raise NotVisible("没有找到这条记录，或者它不在您的可见范围内。")
    return row


def whole_number(text: str | None) -> int | None:
    """The primary key or version that ``text`` (from an address or a form) names; ``None`` for anything else.

    >>> whole_number("12"), whole_number("²"), whole_number("9" * 40)
    (12, None, None)
    """
    text = text or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def sent(request: HttpRequest):
    """What a form is bound to: the sent fields, also when there are none; ``None`` where the page is only opened."""
    return request.POST if request.method == "POST" else None


def today() -> date:
    """The local day. Only views and commands ask for it; verbs take ``on``."""
    return timezone.localdate()


def refuse(form, error: DomainError) -> None:
    """Put a refusal on the form: at its field where the form has it, else on top. Nothing typed is lost.

    ``data["faults"]``: several refusals at once, each (field, message).

    NotVisible and NotAllowed are no matter of the form and go on to the middleware.
    """
    if isinstance(error, NotVisible | NotAllowed):
        raise error
    messages = error.data.get("reasons") or error.message.split("\n")
    for field, message in error.data.get("faults") or [(error.field, message) for message in messages]:
        form.add_error(field if field in form.fields else None, message)
    form.is_stale = isinstance(error, StaleRow)
