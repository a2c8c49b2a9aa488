"""What a received file is: its true type by content and structure, and what it says of itself. Pure: bytes in, facts out.

Nothing here believes a name or a declared type. :func:`judge` is the one door; the other modules read one family of formats each.
"""

from .judging import Judged, judge, sniff
from .kinds import TYPES, Family, FileType

__all__ = ["TYPES", "Family", "FileType", "Judged", "judge", "sniff"]
