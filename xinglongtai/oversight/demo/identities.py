"""Synthetic numbers with valid check digits. They belong to nobody: serial parts are made from a counter."""

from stdnum.cn import uscc
from stdnum.cn.ric import calc_check_digit as id_check_digit


def uscc_of(serial: int, *, kind: str = "1", region: str = "211103") -> str:
    """An 18-character 统一社会信用代码. ``kind``: 1 enterprise, 2 个体工商户, 3 cooperative (second character).

    >>> from stdnum.cn import uscc; uscc.is_valid(uscc_of(7))
    True
    """
    body = f"9{kind}{region}MA{serial:07d}"
    return body + uscc.calc_check_digit(body)


def id_number_of(serial: int, *, region: str = "211103", born: str = "19800101") -> str:
    """An 18-digit 身份证号 with a valid check digit; ``serial`` 0…999."""
    body = f"{region}{born}{serial % 1000:03d}"
    return body + id_check_digit(body)


def registration_of(serial: int, *, region: str = "211103") -> str:
    """A 15-digit old registration number with a valid check digit (ISO 7064 MOD 11,10)."""
    body = f"{region}6{serial:07d}"
    remainder = 10
    for digit in body:
        total = (remainder + int(digit)) % 10 or 10
        remainder = total * 2 % 11
    return body + str((11 - remainder) % 10)


def phone_of(serial: int) -> str:
    """A mobile number in a range that is plainly invented (199 0000 ….)."""
    return f"1990000{serial % 10000:04d}"
