"""Rows of bridge (对接)."""

from .feeds import CalendarFeed
from .hooks import Delivery, Webhook
from .packs import CopyTick, FieldLine, FieldPack
from .tokens import ApiToken, ApiUsage

__all__ = ["ApiToken", "ApiUsage", "CalendarFeed", "CopyTick", "Delivery", "FieldLine", "FieldPack", "Webhook"]
