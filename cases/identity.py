"""Identity numbers: cleaned with NFKC, checked by their check digits. Pure functions, Chinese errors."""

import unicodedata

from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidChecksum, InvalidComponent, InvalidFormat, InvalidLength

from xinglongtai.core.errors import DomainError


def clean(text: str) -> str:
    """``text`` in half-width characters, upper case, without spaces and hyphens (full-width digits become digits)."""
    folded = unicodedata.normalize("NFKC", text or "")
    return "".join(ch for ch in folded if not ch.isspace() and ch not in "-—–·").upper()


def check_uscc(text: str) -> str:
    """The cleaned 统一社会信用代码 (GB 32100: 18 characters, check digit). Raises :class:`DomainError` on ``uscc``."""
    number = clean(text)
    if len(number) == 15 and number.isdigit():
        raise DomainError(
            "这是15位旧注册号，不是18位统一社会信用代码。请填在“旧注册号”栏；已换发执照的，请按新执照填写。",
            field="uscc",
        )
    try:
        return uscc.validate(number)
    except InvalidLength:
        raise DomainError(f"统一社会信用代码应为18位，您填了{len(number)}位。请对照执照核对。", field="uscc") from None
    except InvalidChecksum:
        raise DomainError(
            "统一社会信用代码的校验位不对，通常是抄错了一位。请对照执照逐位核对。", field="uscc"
        ) from None
    except (InvalidFormat, InvalidComponent):
        raise DomainError(
            "统一社会信用代码只含数字和大写字母（不用 I、O、S、V、Z）。请对照执照核对。", field="uscc"
        ) from None


def check_registration_no(text: str) -> str:
    """The cleaned 15-digit old registration number (工商注册号, its last digit checks the others by ISO 7064 MOD 11,10)."""
    number = clean(text)
    if not (len(number) == 15 and number.isdigit()):
        raise DomainError("旧注册号应为15位数字。新执照请填18位统一社会信用代码。", field="registration_no")
    remainder = 10
    for digit in number[:-1]:
        total = (remainder + int(digit)) % 10 or 10
        remainder = (total * 2) % 11
    if (remainder + int(number[-1])) % 10 != 1:
        raise DomainError("旧注册号的校验位不对，请对照执照逐位核对。", field="registration_no")
    return number


def check_id_number(text: str) -> str:
    """The cleaned 18-digit 居民身份证号 with a right check digit (GB 11643) and a possible date of birth.

    The area code is not looked up: ``ric.validate`` refuses people born before their county's code existed.
    """
    number = clean(text)
    if len(number) != 18:
        raise DomainError(f"身份证号应为18位，您填了{len(number)}位。", field="id_number")
    if not number[:-1].isdecimal() or number[-1] not in "0123456789X":
        raise DomainError("身份证号前17位是数字，最后一位是数字或X。请对照证件核对。", field="id_number")
    try:
        ric.get_birth_date(number)
    except InvalidComponent:
        raise DomainError("身份证号中的出生日期不对，请对照证件核对。", field="id_number") from None
    if ric.calc_check_digit(number[:-1]) != number[-1]:
        raise DomainError("身份证号的校验位不对，请对照证件逐位核对。", field="id_number")
    return number


def check_phone(text: str) -> str:
    """A cleaned telephone number: mobile (11 digits from 1) or fixed line with area code."""
    number = unicodedata.normalize("NFKC", text or "").strip().replace(" ", "")
    digits = number.replace("-", "")
    if not digits.isdigit() or not 7 <= len(digits) <= 12:
        raise DomainError("电话应为11位手机号，或带区号的固定电话，如 0427-1234567。", field="phone")
    if len(digits) == 11 and digits.startswith("1") and digits[1] in "012":
        raise DomainError("手机号的号段不对，请核对。", field="phone")
    return number
