"""What can be asked for. Rooms name their kinds when they are ready."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..models import Job

if TYPE_CHECKING:
    from .work import Work


@dataclass(frozen=True)
class Kind:
    """A function and its name for people."""

    function: Callable[["Work"], None]
    label: str


KINDS: dict[str, Kind] = {}


def define(kind: str, function: Callable[["Work"], None], *, label: str) -> None:
    """Name a kind of work. Called from ``AppConfig.ready``; a second definition replaces the first."""
    KINDS[kind] = Kind(function, label)


def label(job: Job) -> str:
    """The name of the job's kind for people."""
    return KINDS[job.kind].label if job.kind in KINDS else job.kind
