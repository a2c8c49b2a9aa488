"""Audit: one call per verb, in the verb's transaction; sentences are made when the record is read."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from string import Formatter

from django.db import models, transaction

from .display import cn_date
from .errors import DomainError
from .models import Event, Officer
from .record import canonical, marks
from .statements import statement

_SENTENCES: dict[str, str] = {}
_KINDS: dict[str, str] = {}
_FORMATTER = Formatter()
_MARKS = re.compile("[：:，,。；;（）()→]")
#: Where a past is played (the demo), this tells the moment of an event. Otherwise the database's clock does.
played: Callable[[], datetime] | None = None


def register(sentences: Mapping[str, str], *, kinds: Mapping[str, str] | None = None) -> None:
    """Add the Chinese sentence of each verb: ``{"case_open": "登记检查案件:{party}"}``.

    ``kinds``: what the kind of act is called where its sentence does not begin with it (:func:`name_of`).
    """
    _SENTENCES.update(sentences)
    _KINDS.update(kinds or {})


def _plain(value):
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, models.Model):
        return str(value)
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(v) for v in value]
    return value


def record(*, verb: str, actor: Officer | None, target: models.Model, thread: str = "", **data) -> Event:
    """Append an event. Must be called inside the transaction of the act it records.

    ``data`` are facts (numbers, names, dates, old and new values), JSON-able after dates become ISO strings.
    Raises :class:`DomainError` outside a transaction: an act and its record stand or fall together.
    """
    _require_transaction()
    event = _event(verb=verb, actor=actor, target=target, thread=thread, **data)
    event.save(force_insert=True)
    return event


def record_many(entries: Iterable[Mapping]) -> None:
    """Append many events at once; every entry holds what :func:`record` takes."""
    _require_transaction()
    Event.objects.bulk_create([_event(**entry) for entry in entries], batch_size=500)


def _require_transaction() -> None:
    if not transaction.get_connection().in_atomic_block:
        raise DomainError("操作记录必须与操作在同一事务中写入。")


def _event(*, verb: str, actor: Officer | None, target: models.Model, thread: str = "", **data) -> Event:
    event = Event(
        verb=verb,
        actor=actor,
        target_type=target._meta.label_lower,
        target_id=str(target.pk),
        thread=thread,
        data=_plain(data),
    )
    if played is not None:
        event.at = played()
    event.mark = marks.make([getattr(event, name) for name in canonical.MARKED])
    return event


def _day(value):
    """A stored ISO day as people read it; anything else as it is."""
    try:
        return cn_date(date.fromisoformat(value)) if isinstance(value, str) and len(value) == 10 else value
    except ValueError:
        return value


class _Blank(dict):
    def __missing__(self, key):
        return ""


def describe(event: Event) -> str:
    """The event as a Chinese sentence; an unregistered verb shows as itself, never as an error."""
    template = _SENTENCES.get(event.verb, event.verb)
    shown = {
        k: "、".join(map(str, v)) if isinstance(v, list) else ("" if v is None else _day(v))
        for k, v in event.data.items()
    }
    return _FORMATTER.vformat(template, (), _Blank(shown)).rstrip(":：,，;； ")


def name_of(verb: str) -> str:
    """The kind of act in words, without any of its facts: «签发承诺书», «登记 … 的培训».

    Made of the sentence: what stands before the first mark, fields as «…».
    """
    if verb in _KINDS:
        return _KINDS[verb]
    template = "".join(
        literal + ("…" if field is not None else "")
        for literal, field, _, _ in _FORMATTER.parse(_SENTENCES.get(verb, verb))
    )
    pieces = (piece.strip("… ·“”《》") for piece in _MARKS.split(template))
    return next((piece for piece in pieces if piece), verb)


def names() -> dict[str, str]:
    """Every known verb with the name of its kind of act."""
    return {verb: name_of(verb) for verb in _SENTENCES}


def timeline(thread: str, limit: int | None = None):
    """Events of one dossier, newest first, with their people."""
    events = Event.objects.filter(thread=thread).select_related("actor", "actor__unit")
    return events[:limit] if limit else events


@statement
def thread(name):
    """All events of one dossier, as :func:`timeline` has them."""
    return timeline(name)
