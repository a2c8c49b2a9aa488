"""The controls of a list's filters, drawn once for the same choices and the same values: most people open a list without any.

What is kept depends on nothing but what is drawn. Where words were typed nothing is kept, because they name people.
"""

from collections import OrderedDict
from threading import Lock

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from .privacy.sealed import WordsField

#: How many sets of controls a process keeps (some kilobytes each).
KEPT = 512
_drawn: OrderedDict[tuple, SafeString] = OrderedDict()
_lock = Lock()


def controls(form) -> SafeString:
    """The controls of ``form``, each with its label and errors."""
    key = _shown(form)
    if key is None:
        return _draw(form)
    with _lock:
        if key in _drawn:
            _drawn.move_to_end(key)
            return _drawn[key]
    drawn = _draw(form)
    with _lock:
        _drawn[key] = drawn
        while len(_drawn) > KEPT:
            _drawn.popitem(last=False)
    return drawn


def _draw(form) -> SafeString:
    return render_to_string("components/filter_controls.html", {"form": form})


def _shown(form) -> tuple | None:
    """Everything that decides how the controls look; ``None`` where it must not be kept."""
    found = [type(form), form.prefix, form.auto_id, form.is_bound]
    for name, field in form.fields.items():
        value = form[name].value()
        if isinstance(field, WordsField) and value:
            return None
        choices = getattr(field, "choices", None)
        offered = tuple((str(key), str(label)) for key, label in choices) if choices is not None else ()
        found.append((name, str(value), offered, tuple(form.errors.get(name, ()))))
    return tuple(found)
