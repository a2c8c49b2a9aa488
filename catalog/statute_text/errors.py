"""Why a file cannot be read as a legal text."""


class NotReadable(Exception):
    """The file is no text of law. The message is Chinese and says what to do instead."""
