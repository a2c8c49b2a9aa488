"""When each automatic command last ran and how it ended: a small file a command, written by the command line itself (``manage.py``).

A file and not a row, because a run that failed for want of a database must be told of too, and because it says something about this
machine and not about the data: a restored backup does not bring yesterday's runs.

    heartbeats.expect("check_files", "核对案卷", hours=26)        # in AppConfig.ready of the room that knows the command
"""

import json
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings


@dataclass(frozen=True)
class Expected:
    """An automatic command: its name for people, and after how long without success something is wrong."""

    command: str
    label: str
    within: timedelta


@dataclass(frozen=True)
class Beat:
    """The last run, and the last one that went well. ``said``: kind of the failure, "" when it went well."""

    ended: datetime
    seconds: float
    succeeded: datetime | None
    said: str = ""

    @property
    def good(self) -> bool:
        """Whether the last run went well."""
        return not self.said


_EXPECTED: dict[str, Expected] = {}


def expect(command: str, label: str, *, hours: float) -> None:
    """Watch ``command``: it should go well at least once in ``hours``."""
    _EXPECTED[command] = Expected(command, label, timedelta(hours=hours))


def expected() -> list[Expected]:
    """Every watched command, by name."""
    return [_EXPECTED[name] for name in sorted(_EXPECTED)]


def _path(command: str) -> Path:
    return Path(settings.VAR_DIR) / "heartbeats" / f"{command}.json"


def leave(command: str, *, began: datetime, ended: datetime, said: str = "") -> None:
    """Note a run of a watched command. Never raises: a full disk must not make a good run a bad one."""
    if command not in _EXPECTED:
        return
    before = last(command)
    succeeded = before.succeeded if said and before else None if said else ended
    beat = {"ended": ended.isoformat(), "seconds": round((ended - began).total_seconds(), 2), "said": said}
    beat["succeeded"] = succeeded.isoformat() if succeeded else None
    path = _path(command)
    fresh = path.with_suffix(f".{os.getpid()}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(beat), encoding="ascii")
        fresh.replace(path)


def last(command: str) -> Beat | None:
    """The last noted run; None before the first, or where the file cannot be read."""
    try:
        told = json.loads(_path(command).read_text(encoding="ascii"))
        good = told["succeeded"] and datetime.fromisoformat(told["succeeded"])
        return Beat(datetime.fromisoformat(told["ended"]), float(told["seconds"]), good or None, str(told["said"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


@dataclass(frozen=True)
class Work:
    """A watched command with its last run, judged at one moment."""

    expected: Expected
    beat: Beat | None
    late: bool

    @property
    def tone(self) -> str:
        """Tone of its chip."""
        return "danger" if self.late and self.beat else "warn" if self.late or not self.beat.good else "good"

    @property
    def words(self) -> str:
        """Its state in Chinese."""
        if self.beat is None:
            return "没有运行过"
        if not self.beat.good:
            return "上次出错"
        return "很久没有运行" if self.late else "正常"


def overview(now: datetime) -> list[Work]:
    """Every watched command as it stands at ``now``."""
    works = []
    for one in expected():
        beat = last(one.command)
        late = beat is None or beat.succeeded is None or now - beat.succeeded > one.within
        works.append(Work(one, beat, late))
    return works
