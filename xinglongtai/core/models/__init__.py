"""Models of the core room."""

from .audit import Event
from .calendar import CalendarDay
from .delegations import Delegation, DelegationState
from .documents import IssuedDocument
from .jobs import Job, JobState
from .notices import Notice, NoticePreference, Outgoing
from .numbering import NumberSeries
from .parameters import Parameter
from .people import Bureau, Officer, Unit, User
from .staffing import Certificate, Exam, Insurance, Loan, StaffImport, Training
from .vault import KeyRecord

__all__ = [
    "Bureau",
    "CalendarDay",
    "Certificate",
    "Delegation",
    "DelegationState",
    "Event",
    "Exam",
    "Insurance",
    "IssuedDocument",
    "Job",
    "JobState",
    "KeyRecord",
    "Loan",
    "Notice",
    "NoticePreference",
    "NumberSeries",
    "Officer",
    "Outgoing",
    "Parameter",
    "StaffImport",
    "Training",
    "Unit",
    "User",
]
