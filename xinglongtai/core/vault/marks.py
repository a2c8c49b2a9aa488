"""Keyed marks: how a closed number is found again. Equal numbers have equal marks, and without the key no number follows from a mark.

A mark names its key (``k1:…``). While keys are changed, rows bear marks of both: look-ups ask for the marks of all keys (:func:`of`), and
the change remakes every row's mark together with its value, so that afterwards nothing rests on the old key.
"""

import base64
import hashlib
import hmac
import unicodedata
from collections.abc import Iterable

from django.db import models

from . import ring
from .text import Unopenable

USE = "identity look-up"
_SIZE = 16


def normal(number: str) -> str:
    """A number as it is compared: NFKC, upper case, without spaces and hyphens."""
    folded = unicodedata.normalize("NFKC", number)
    return "".join(ch for ch in folded if not ch.isspace() and ch not in "-—–·").upper()


def mark(number: str, place: str, key_id: str) -> str:
    """The mark of ``number`` under one key; "" for a blank. ``place``: what kind of number it is («id_number»)."""
    cleaned = normal(number)
    if not cleaned:
        return ""
    told = hmac.new(ring.derived(key_id, USE), f"{place}\0{cleaned}".encode(), hashlib.sha256).digest()
    return f"{key_id}:{base64.urlsafe_b64encode(told[:_SIZE]).decode().rstrip('=')}"


def of(numbers: Iterable[str], place: str) -> list[str]:
    """The marks of ``numbers`` under every key there is, for ``id_mark__in``. Blank and unopenable ones have none."""
    plain = [number for number in numbers if number and not isinstance(number, Unopenable)]
    return [mark(number, place, key.id) for number in plain for key in ring.known()]


class MarkField(models.CharField):
    """The mark of another column of the row, made whenever the row is saved.

    ``of``: that column; the same name in different tables gives comparable marks.
    """

    def __init__(self, *args, of: str, **kwargs):
        self.of = of
        super().__init__(*args, **{"max_length": 40, "blank": True, "default": "", "editable": False, **kwargs})

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "of": self.of}

    def made(self, number: str) -> str:
        """The mark of ``number`` under the key in use."""
        return mark(number, self.of, ring.closing().id) if number else ""

    def pre_save(self, model_instance, add):
        number = getattr(model_instance, self.of)
        if not isinstance(number, Unopenable):  # one that cannot be opened keeps the mark it has
            setattr(model_instance, self.attname, self.made(number))
        return getattr(model_instance, self.attname)
