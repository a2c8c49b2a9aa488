"""Passwords: what is refused and why, when one has to be changed, the verbs that say so."""

import re
from datetime import datetime, timedelta
from functools import lru_cache

from django.contrib.auth.hashers import check_password
from django.core.exceptions import ValidationError
from django.db import transaction
from pypinyin import lazy_pinyin

from .. import audit, parameters
from ..models import AccountSession, FormerPassword, Officer, User
from . import sessions
from .parameters import MAX_DAYS

KEPT = 5
#: Words that people here put letters of a password together from; digits and signs added to one of them make no password.
_HABITS = frozenset(
    "a aa aaa ab abc abcd abcde abcdef admin administrator root system user guest test manager pass passwd password"
    " q qw qwe qwer qwert qwerty qwertyuiop as asd asdf asdfg asdfgh asdfghjkl zx zxc zxcv zxcvb zxcvbn zxcvbnm"
    " qaz qazwsx qazwsxedc wsx woaini iloveyou nihao mima denglu zhanghao yonghu shouji"
    " scj jgj sjj scjg scjgj shichang jianguan shichangjianguan shichangjianguanju zhifa ju suo panjin xinglongtai xlt".split()
)
_LOOKALIKE = str.maketrans({"@": "a", "$": "s"})


class ThreeClasses:
    """Three of four kinds of characters."""

    WORDS = "密码须包含大写字母、小写字母、数字、符号中的至少三种。"

    def validate(self, password, user=None):
        kinds = ("[A-Z]", "[a-z]", "[0-9]", "[^A-Za-z0-9]")
        if sum(bool(re.search(kind, password)) for kind in kinds) < 3:
            raise ValidationError(self.WORDS, code="password_classes")

    def get_help_text(self):
        return self.WORDS


class NoHabit:
    """What is tried first: a name in pinyin, a keyboard row or a common word, with digits and signs around it."""

    WORDS = "密码不能只是姓名拼音、登录名、键盘顺序或常见词加上数字和符号（如 Zhangsan@123、Qwer1234!!、Admin@2026）。"

    def validate(self, password, user=None):
        lowered = password.lower()
        forms = {re.sub("[^a-z]", "", lowered), re.sub("[^a-z]", "", lowered.translate(_LOOKALIKE))}
        if forms & (_HABITS | names_of(user)):
            raise ValidationError(self.WORDS, code="password_habit")

    def get_help_text(self):
        return self.WORDS


def names_of(user: User | None) -> frozenset[str]:
    """The letters of a person's login name and the pinyin of their name: whole, in pieces, initials."""
    if user is None or not user.username:
        return frozenset()
    login = re.sub("[^a-z]", "", user.username.lower())
    officer = Officer.objects.filter(user_id=user.pk).first() if user.pk else None
    return frozenset({login, *(_pinyin(officer.name) if officer else ())}) - {""}


@lru_cache(maxsize=256)
def _pinyin(name: str) -> frozenset[str]:
    parts = lazy_pinyin(name)
    initials = "".join(part[0] for part in parts)
    pieces = {"".join(parts[a:b]) for a in range(len(parts)) for b in range(a + 1, len(parts) + 1)}
    found = {initials, parts[0] + initials[1:], *pieces}
    return frozenset(re.sub("[^a-z]", "", text.lower()) for text in found)


class NotUsedLately:
    """Not the password in use and none of the last ones. Keeps each password that is set (called by ``User.save``)."""

    def __init__(self, last: int = KEPT):
        self.last = last

    def validate(self, password, user=None):
        if user is None or not user.pk:
            return
        known = list(user.former_passwords.values_list("encoded", flat=True)[: self.last])
        in_use = User.objects.filter(pk=user.pk).values_list("password", flat=True).first()
        if any(check_password(password, encoded) for encoded in {*known, in_use} if encoded):
            raise ValidationError(self.get_help_text(), code="password_used")

    def password_changed(self, password, user=None):
        if password is None or user is None or not user.pk:
            return
        FormerPassword.objects.create(user=user, encoded=user.password)
        extra = list(user.former_passwords.values_list("pk", flat=True)[self.last : self.last + 20])
        if extra:
            FormerPassword.objects.filter(pk__in=extra).delete()

    def get_help_text(self):
        return f"密码不能与最近 {self.last} 次用过的相同。"


def is_too_old(user: User, now: datetime) -> bool:
    """Whether the bureau asks for a newer password than this one."""
    officer = Officer.objects.select_related("unit__bureau").filter(user=user).first()
    days = parameters.value(officer.bureau, MAX_DAYS) if officer else 0
    if not days:
        return False
    last = user.former_passwords.first()
    return (last.set_at if last else user.date_joined) + timedelta(days=days) <= now


@transaction.atomic
def ask_for_newer(*, user: User, now: datetime) -> None:
    """At a login: a password that is too old has to be changed first."""
    if not user.must_change and is_too_old(user, now):
        user.must_change = User.MustChange.OLD
        user.save(update_fields=["must_change"])


@transaction.atomic
def password_changed_own(*, user: User, actor: Officer | None, keep: int | None) -> None:
    """Somebody has just changed their own password: nothing is owed any more, every login but ``keep`` ends, and it is on record."""
    User.objects.filter(pk=user.pk).update(must_change=User.MustChange.NO)
    user.must_change = User.MustChange.NO
    sessions.close(AccountSession.objects.filter(user=user).exclude(pk=keep))
    audit.record(verb="account_password_own", actor=actor, target=user)
