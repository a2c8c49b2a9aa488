"""Models of the core room."""

from .accounts import AccountSession, FormerPassword, RecoveryCode, SecondFactor
from .audit import Event
from .calendar import CalendarDay
from .continuity import LostNumber, Restoration
from .delegations import Delegation, DelegationState
from .documents import IssuedDocument
from .jobs import Job, JobState, QueuedJob
from .notices import Notice, NoticePreference, Outgoing
from .numbering import NumberSeries
from .parameters import Parameter
from .people import Bureau, Officer, Unit, User
from .record import EventLink, EventSeal, LinkNote
from .staffing import Certificate, Exam, Insurance, Loan, StaffImport, Training
from .vault import KeyRecord

__all__ = [
    "AccountSession",
    "Bureau",
    "CalendarDay",
    "Certificate",
    "Delegation",
    "DelegationState",
    "Event",
    "EventLink",
    "EventSeal",
    "Exam",
    "Insurance",
    "FormerPassword",
    "IssuedDocument",
    "Job",
    "JobState",
    "QueuedJob",
    "KeyRecord",
    "LinkNote",
    "Loan",
    "LostNumber",
    "Notice",
    "NoticePreference",
    "NumberSeries",
    "Officer",
    "Outgoing",
    "Parameter",
    "Restoration",
    "RecoveryCode",
    "SecondFactor",
    "StaffImport",
    "Training",
    "Unit",
    "User",
]
