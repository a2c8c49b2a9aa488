"""Editable values with a stated source. Each app declares its own in ``<app>/parameters.py``."""

from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from .statements import statement

_DEFINED: dict[str, "Definition"] = {}


@dataclass(frozen=True)
class Definition:
    """A declared parameter. ``kind`` is int, bool, or text; ``source`` says where the default comes from.

    ``check`` refuses a text that has the right kind but cannot be used: ``ValueError`` with a Chinese message.
    """

    key: str
    label: str
    default: object
    source: str
    kind: str = "int"
    minimum: int | None = None
    maximum: int | None = None
    check: Callable[[str], None] | None = None

    def parse(self, text: str):
        """The typed value of ``text``; ``ValidationError`` (Chinese) where it does not fit."""
        if self.kind == "int":
            try:
                number = int(text)
            except ValueError:
                raise ValidationError(f"“{self.label}”须为整数。") from None
            if self.minimum is not None and number < self.minimum:
                raise ValidationError(f"“{self.label}”不能小于 {self.minimum}。")
            if self.maximum is not None and number > self.maximum:
                raise ValidationError(f"“{self.label}”不能大于 {self.maximum}。")
            return number
        if self.kind == "bool":
            if text.strip() not in {"是", "否", "1", "0", "true", "false"}:
                raise ValidationError(f"“{self.label}”请填“是”或“否”。")
            return text.strip() in {"是", "1", "true"}
        if self.check is not None:
            try:
                self.check(text)
            except ValueError as error:
                raise ValidationError(str(error)) from None
        return text


def define(
    key: str, label: str, default, source: str, kind: str = "int", minimum=None, maximum=None, check=None
) -> None:
    """Declare a parameter at start-up. ``check`` is called with the text of a ``text`` parameter."""
    _DEFINED[key] = Definition(key, label, default, source, kind, minimum, maximum, check)


def definitions() -> list[Definition]:
    """All declared parameters, by key."""
    return [_DEFINED[key] for key in sorted(_DEFINED)]


def check_value(key: str, text: str) -> None:
    """``ValidationError`` unless ``key`` is declared and ``text`` fits it."""
    if key not in _DEFINED:
        raise ValidationError({"key": f"没有名为“{key}”的参数。"})
    _DEFINED[key].parse(text)


def parsed(key: str, text: str | None):
    """The typed value of a stored ``text``, read with other rows; the declared default where there is none."""
    definition = _DEFINED[key]
    return definition.default if text is None else definition.parse(text)


@statement
def _own(bureau, *, keys):
    from .models import Parameter

    return Parameter.objects.filter(bureau=bureau, key__in=keys).order_by().values_list("key", "value")


def value(bureau, key: str):
    """The bureau's value of ``key``: its own row, or the declared default."""
    return values(bureau, key)[0]


def values(bureau, *keys: str) -> list:
    """The bureau's values of several keys, in their order, in one query."""
    own = dict(_own(bureau, keys=keys)) if bureau else {}
    return [parsed(key, own.get(key)) for key in keys]
