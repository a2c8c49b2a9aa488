"""Trying one verb as one person: what it answered, and whether it wrote before it refused."""

import copy
import inspect
from contextlib import contextmanager

from django.db import connection, models, transaction
from django.utils import timezone

from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible

from .collecting import acts_by
from .grammar import GONE, IN, NO, Ref

#: What arguments of these names are, where the row says nothing else.
_WORDS = {
    "reason": "演示：按规定办理",
    "note": "演示：按规定办理",
    "words": "演示",
    "text": "演示",
    "answer": "演示：已办",
}
_ROWS = {"case": "draft", "pledge": "signed", "version": "list_draft"}
_WRITES = ("INSERT", "UPDATE", "DELETE")


class _Undone(Exception):
    pass


def _fresh(value):
    """A copy of a row, so that what a verb sets on it is not there for the next one who tries."""
    return copy.copy(value) if isinstance(value, models.Model) else value


def _resolved(value, rows):
    if isinstance(value, Ref):
        found = rows[value]
        return found() if inspect.isfunction(found) else _fresh(found)
    if isinstance(value, dict):
        return {key: _resolved(inner, rows) for key, inner in value.items()}
    return value


def arguments(verb, row, rows: dict) -> dict:
    """Keyword arguments for ``verb`` but for who acts: what the row gives, and the usual for what is required."""
    given = {name: _resolved(value, rows) for name, value in row.given.items()}
    for name, parameter in inspect.signature(verb).parameters.items():
        if name in given or name == acts_by(verb) or parameter.default is not inspect.Parameter.empty:
            continue
        if parameter.kind in {inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL}:
            continue
        if name == "on":
            given[name] = rows["day"]
        elif name in {"now", "at"}:
            given[name] = timezone.now()
        elif name in _WORDS:
            given[name] = _WORDS[name]
        else:
            given[name] = _fresh(rows[_ROWS.get(name, name)])
    return given


@contextmanager
def _writes(seen: list):
    def watch(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(_WRITES):
            seen.append(sql[:80])
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield


def answer(verb, row, rows: dict, person) -> str:
    """in / 403 / 404 as ``person``; everything is undone. A refusal that had written something says so."""
    who = person.user if acts_by(verb) == "by" else person
    given, writes = arguments(verb, row, rows), []
    try:
        with _writes(writes), transaction.atomic():
            verb(**{acts_by(verb): who}, **given)
            raise _Undone
    except _Undone:
        return IN
    except (NotAllowed, NotVisible) as refusal:
        said = NO if isinstance(refusal, NotAllowed) else GONE
        return f"{said} after {writes[0]}" if writes else said
    except DomainError:
        return IN  # past the guard: what is refused now is the state or the form
    except Exception as error:
        return f"{type(error).__name__}: {str(error)[:120]}"
