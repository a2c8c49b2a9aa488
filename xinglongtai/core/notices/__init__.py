"""Notices: one interface. ``tell`` leaves the bell line in the act's transaction; what goes out by mail and SMS is made of it after
the commit by the command ``send_notices`` (see :mod:`.sending`), by the person's preferences and the bureau's parameters."""

from .preferences import Preferences, preferences_of, preferences_save
from .telling import mark, mark_one_read, mark_read, tell, tell_many
from .topics import Topic, topics

__all__ = [
    "Preferences",
    "Topic",
    "mark",
    "mark_one_read",
    "mark_read",
    "preferences_of",
    "preferences_save",
    "tell",
    "tell_many",
    "topics",
]
