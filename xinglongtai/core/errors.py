"""Refusals. Each carries a Chinese message that says what is wrong and what to do next; the form shows it."""


class DomainError(Exception):
    """A refusal for the user. ``field`` names the form field it belongs to ("" = the whole form)."""

    def __init__(self, message: str, *, field: str = "", **data):
        super().__init__(message)
        self.message = message
        self.field = field
        self.data = data

    def __str__(self):
        return self.message


class TransitionRefused(DomainError):
    """The row is not in a state in which this may be done."""


class NotAllowed(DomainError):
    """The person can see the thing but lacks the right to do this (403)."""


class NotVisible(DomainError):
    """The thing does not exist for this person (404)."""


class StaleRow(DomainError):
    """Somebody else changed the row since the form was opened. ``data`` may say who and when."""


class NotEligible(DomainError):
    """The sheet does not allow a pledge. ``lines`` are the failing lines."""

    def __init__(self, message: str, *, lines=(), **data):
        super().__init__(message, **data)
        self.lines = list(lines)
