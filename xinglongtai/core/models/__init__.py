"""Models of the core room."""

from .audit import Event
from .calendar import CalendarDay
from .delegations import Delegation, DelegationState
from .documents import IssuedDocument
from .jobs import Job, JobState
from .notices import Notice
from .numbering import NumberSeries
from .parameters import Parameter
from .people import Bureau, Officer, Unit, User

__all__ = [
    "Bureau",
    "CalendarDay",
    "Delegation",
    "DelegationState",
    "Event",
    "IssuedDocument",
    "Job",
    "JobState",
    "Notice",
    "NumberSeries",
    "Officer",
    "Parameter",
    "Unit",
    "User",
]
