"""Nothing personal leaves in a message: numbers are taken out whatever the caller wrote. Names are not written at all (the callers
name the kind of thing and the case or letter number; ``tests/test_demo.py`` looks through everything the demo says)."""

import re

HIDDEN = "（号码已隐去）"
#: 身份证号 (18 or 15 digits), 统一社会信用代码, mobile numbers with or without blanks, land lines with their area code. A number stands
#: alone: neither digits nor letters touch it, so addresses of pages and 文号 stay.
_NUMBERS = (
    re.compile(r"(?<![0-9A-Za-z])[1-9]\d{16}[0-9Xx](?![0-9A-Za-z])"),
    re.compile(r"(?<![0-9A-Za-z])[1-9]\d{14}(?![0-9A-Za-z])"),
    re.compile(r"(?<![0-9A-Za-z])[0-9A-HJ-NP-RTUWXY]{2}\d{6}[0-9A-HJ-NP-RTUWXY]{10}(?![0-9A-Za-z])"),
    re.compile(r"(?<![0-9A-Za-z])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?![0-9A-Za-z])"),
    re.compile(r"(?<![0-9A-Za-z])0\d{2,3}[- ]?\d{7,8}(?![0-9A-Za-z])"),
)


def without_numbers(text: str) -> str:
    """``text`` with every identity number, credit code and telephone number taken out.

    >>> without_numbers("请联系 13812345678 核对")
    '请联系 （号码已隐去） 核对'
    """
    for pattern in _NUMBERS:
        text = pattern.sub(HIDDEN, text)
    return text


def holds_numbers(text: str) -> bool:
    """Whether something would have to be taken out of ``text``."""
    return any(pattern.search(text) for pattern in _NUMBERS)
