"""Uploaded texts between preview and confirmation: kept in the private folder, for the person who sent them, for a day."""

import json
import secrets
import time
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from ..statute_intake import ready_facts
from ..statute_text import LawText, NotReadable, TextFacts, parse, read_index, read_lines

KEPT_SECONDS = 24 * 3600
_DAYS = ("version_date", "effective_from", "effective_to")


@dataclass
class Sent:
    """One file: its lines and remarks, or why it cannot be read; ``told`` are the facts of a table sent with it."""

    name: str
    lines: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    refusal: str = ""
    told: dict | None = None

    def read(self) -> LawText:
        """The text split into its provisions."""
        text = parse(self.lines)
        text.warnings = [*self.remarks, *text.warnings]
        return text

    def facts(self, text: LawText) -> TextFacts:
        """The facts proposed for it."""
        told = {**self.told} if self.told else None
        for name in _DAYS if told else ():
            told[name] = date.fromisoformat(told[name]) if told[name] else None
        return ready_facts(self.name, text, TextFacts(**told) if told else None)


def receive(files, user) -> str:
    """Read uploaded files, keep what was read, and return the token of this batch. Raises NotReadable for a bad table of facts."""
    told: dict[str, TextFacts] = {}
    texts = []
    for file in files:
        if file.name.lower().endswith(".csv"):
            told |= read_index(file.read())
        else:
            texts.append(file)
    if not texts:
        raise NotReadable("没有选中法规文本，只有对照表。请把文本和对照表一起选中。")
    sent = [_read(file) for file in texts]
    for one in sent:
        if facts := told.get(one.name):
            one.told = asdict(facts)
    _tidy()
    token = secrets.token_urlsafe(16)
    _folder().mkdir(parents=True, exist_ok=True)
    content = {"user": user.pk, "sent": [asdict(one) for one in sent]}
    _path(token).write_text(json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False), encoding="utf-8")
    return token


def recall(token: str, user) -> list[Sent] | None:
    """The files of a batch, or None: unknown, too old, or somebody else's."""
    path = _path(token)
    if not token.replace("-", "").replace("_", "").isalnum() or not path.is_file():
        return None
    content = json.loads(path.read_text(encoding="utf-8"))
    return [Sent(**one) for one in content["sent"]] if content["user"] == user.pk else None


def forget(token: str) -> None:
    """Throw a batch away."""
    _path(token).unlink(missing_ok=True)


def _read(file) -> Sent:
    try:
        lines, remarks = read_lines(file.name, file.read())
    except NotReadable as refusal:
        return Sent(file.name, refusal=str(refusal))
    return Sent(file.name, lines, remarks)


def _folder() -> Path:
    return Path(settings.VAR_DIR) / "statute_import"


def _path(token: str) -> Path:
    return _folder() / f"{token}.json"


def _tidy() -> None:
    for path in _folder().glob("*.json"):
        if path.stat().st_mtime < time.time() - KEPT_SECONDS:
            path.unlink(missing_ok=True)
