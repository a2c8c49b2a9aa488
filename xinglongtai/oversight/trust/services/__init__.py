"""Verbs of trust."""

from .listings import (
    list_export_record,
    listing_decide,
    listing_end,
    listing_notice,
    listing_propose,
    listing_withdraw,
)
from .objections import objection_decide, objection_record, record_printed

__all__ = [
    "list_export_record",
    "listing_decide",
    "listing_end",
    "listing_notice",
    "listing_propose",
    "listing_withdraw",
    "objection_decide",
    "objection_record",
    "record_printed",
]
