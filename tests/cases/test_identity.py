"""Identity numbers: what is accepted, and what a person is told otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import identity
from xinglongtai.core.errors import DomainError
from xinglongtai.oversight.demo.identities import id_number_of, registration_of, uscc_of

GOOD = uscc_of(7)


def test_full_width_digits_and_spaces_are_the_same_number():
    wide = "".join(chr(ord(c) + 0xFEE0) for c in GOOD)
    assert identity.check_uscc(f" {wide[:6]} {wide[6:]} ") == GOOD
    assert identity.check_uscc(GOOD.lower()) == GOOD


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (GOOD[:-1] + ("0" if GOOD[-1] != "0" else "1"), "校验位"),
        (GOOD[:-1], "应为18位"),
        (registration_of(3), "15位旧注册号"),
        ("9" * 17 + "I", "只含数字和大写字母"),
        ("<script>alert(1)<", "应为18位"),
    ],
)
def test_wrong_uscc_is_refused_at_its_field(number, words):
    with pytest.raises(DomainError) as caught:
        identity.check_uscc(number)
    assert words in caught.value.message
    assert caught.value.field == "uscc"


@given(st.integers(0, 9_999_999), st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_no_single_slip_of_the_pen_passes(serial, place, character):
    number = uscc_of(serial)
    slipped = number[:place] + character + number[place + 1 :]
    if slipped == number:
        assert identity.check_uscc(slipped) == number
    else:
        with pytest.raises(DomainError):
            identity.check_uscc(slipped)


def test_registration_number_has_fifteen_digits_and_a_check_digit():
    number = registration_of(12)
    assert identity.check_registration_no(number) == number
    slipped = number[:-1] + str((int(number[-1]) + 1) % 10)
    with pytest.raises(DomainError, match="校验位"):
        identity.check_registration_no(slipped)
    with pytest.raises(DomainError, match="15位"):
        identity.check_registration_no(number[:-1])


def test_id_number():
    number = id_number_of(5)
    assert identity.check_id_number(number.lower()) == number
    for bad, words in (
        (number[:-1], "应为18位"),
        (number[:-1] + ("1" if number[-1] != "1" else "2"), "校验位"),
        (number[:6] + "19801301" + number[14:], "出生日期"),
        ("2111O3" + number[6:], "前17位是数字"),
    ):
        with pytest.raises(DomainError, match=words) as caught:
            identity.check_id_number(bad)
        assert caught.value.field == "id_number"


@pytest.mark.parametrize("number", ["19900000001", "0427-1234567", "１９９００００００１２", "4001234567"])
def test_good_phones(number):
    assert identity.check_phone(number)


@pytest.mark.parametrize(("number", "words"), [("1234", "电话应为"), ("abc", "电话应为"), ("11012345678", "号段")])
def test_bad_phones(number, words):
    with pytest.raises(DomainError, match=words):
        identity.check_phone(number)
