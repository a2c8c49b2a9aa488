"""The two questions every verb asks first: may this person do it, and is the row still what they saw."""

from dataclasses import dataclass
from datetime import date

from .delegations import deputed
from .errors import NotAllowed, NotVisible, StaleRow
from .models import Delegation
from .roles import allowed


@dataclass(frozen=True)
class Authority:
    """By what right somebody acts: their own, or as a deputy by one of ``delegations``. Which one, the row decides."""

    own: bool
    delegations: tuple[Delegation, ...] = ()


def require(actor, permission: str, what: str, *, on: date | None = None, kind: str = "") -> Authority:
    """Raise :class:`NotAllowed` unless ``actor`` holds ``permission``; ``what`` completes «您没有…的权限».

    Only with ``on`` and ``kind`` a deputy counts too: then the verb has to find a delegation whose represented person has
    nothing to do with the row.
    """
    own = allowed(actor, permission)
    found = deputed(actor, permission, on=on, kind=kind) if actor and on and kind else ()
    if not (own or found):
        raise NotAllowed(f"您没有{what}的权限。请联系本单位负责人或系统管理员。")
    return Authority(own, found)


def visible_row(queryset, pk):
    """The row under a write lock, or :class:`NotVisible`. ``queryset`` is already limited to what the actor sees."""
    return _found(locked(queryset, pk).first())


def seen_row(seen, actor, pk, **shape):
    """The same by a statement (:func:`~.seen.seen_by`) over :func:`locked` rows."""
    return _found(seen.first(actor, pk, **shape))


def locked(queryset, pk):
    """The row ``pk`` of ``queryset``, to be read under a write lock, in the order of its key: the model's own may join other tables."""
    return queryset.order_by("pk").select_for_update(of=("self",)).filter(pk=pk)


def _found(row):
    if row is None:
        raise NotVisible("没有找到这条记录，或者它不在您的可见范围内。")
    return row


def require_version(row, version: int | None, who=None, *, what: str = "这条记录") -> None:
    """Raise :class:`StaleRow` when the form was opened on an older version of ``row``. ``None`` skips the check.

    ``who`` is the officer who changed it last, if that is known; ``what`` names the row as the person knows it.
    """
    if version is not None and row.version != version:
        tail = f"（{who.name}）" if who else ""
        raise StaleRow(
            f"您打开页面之后，{what}已被更新{tail}。您填写的内容仍保留在下面，请核对最新情况后重新提交。",
            changed_by=who,
            changed_at=getattr(row, "updated_at", None),
        )
