"""What is logged holds no personal number, and nothing that a person sent.

Wired in ``settings.LOGGING`` as a filter of every handler; whatever formatter follows gets the cleaned record.
"""

import logging
import re

from .masking import hide_numbers

#: PostgreSQL repeats the refused row behind «DETAIL:», with names and addresses no pattern would find.
_DETAIL = re.compile(r"^(DETAIL|CONTEXT|STATEMENT|LINE \d+):.*$", re.MULTILINE)
#: What stands behind «?» in an address was typed by somebody.
_QUERY = re.compile(r"(?<=\S)\?[^\s\"'<>]+")
_FORMATTER = logging.Formatter()


def clean(text: str) -> str:
    """``text`` without numbers of persons, rows repeated by the database, and queries of addresses.

    >>> clean('"GET /search/?q=abc HTTP/1.1" 200')
    '"GET /search/?… HTTP/1.1" 200'
    """
    text = _DETAIL.sub(r"\1:（已隐去）", text)
    return hide_numbers(_QUERY.sub("?…", text))


class HideNumbers(logging.Filter):
    """Cleans the message and the traceback of every record, and puts the number of the request, which error pages tell, in front."""

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            message = record.getMessage()
        except (TypeError, ValueError):  # arguments that do not fit their text: said by its template alone
            message = str(record.msg)
        reference = getattr(getattr(record, "request", None), "request_id", "")
        if reference and reference not in message:
            message = f"[{reference}] {message}"
        record.msg, record.args = clean(message), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = _FORMATTER.formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = clean(record.exc_text)
        if record.stack_info:
            record.stack_info = clean(record.stack_info)
        return True
