"""Accounts as the keepers see them: own bureau and accounts without a person, never the installation's superuser."""

from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.db.models import Count, Exists, OuterRef, Q

from ..lists import FilterForm, any_of
from ..models import SecondFactor, User
from ..roles import THREE_KEEPERS, Role
from . import separation
from .locks import Lock, locked_accounts
from .second_factor import ROLES as WITH_FACTOR

_STATES = [
    ("locked", "已锁定"),
    ("inactive", "停用"),
    ("no_roles", "没有角色"),
    ("no_factor", "该设未设动态验证码"),
    ("conflict", "违反三员分立"),
]


def visible_to(by: User):
    """Accounts that ``by`` may keep."""
    rows = User.objects.select_related("officer__unit").prefetch_related("groups")
    if by.is_superuser:
        return rows
    officer = getattr(by, "officer", None)
    if officer is None:
        return rows.none()
    mine = Q(officer__isnull=True) | Q(officer__unit__bureau=officer.unit.bureau_id)
    return rows.filter(mine, is_superuser=False)


def breaking_separation(rows=None):
    """Accounts whose roles must not meet (三员分立): a keeper with anything else."""
    keepers = Count("groups", filter=Q(groups__name__in=THREE_KEEPERS), distinct=True)
    counted = User.objects.annotate(keepers=keepers, roles=Count("groups", distinct=True))
    found = counted.filter(keepers__gte=1, roles__gte=2).values("pk")
    return (User.objects.all() if rows is None else rows).filter(pk__in=found)


class AccountFilter(FilterForm):
    """Accounts by name, role and what is the matter with them."""

    sorts = {
        "name": ("登录名", ("username",)),
        "unit": ("单位", ("officer__unit__path", "username")),
        "login": ("最近登录在前", ("-last_login",)),
    }
    words = forms.CharField(label="登录名或姓名", required=False, max_length=50)
    role = forms.ChoiceField(label="角色", choices=any_of(Role.choices), required=False)
    state = forms.ChoiceField(label="情况", choices=any_of(_STATES), required=False)

    def __init__(self, data=None, *, now: datetime, **kwargs):
        self.now = now
        super().__init__(data, **kwargs)

    def narrow(self, rows, given):
        if words := given["words"].strip():
            rows = rows.filter(Q(username__icontains=words) | Q(officer__name__icontains=words))
        if given["role"]:
            rows = rows.filter(groups__name=given["role"])
        return self._in_state(rows, given["state"])

    def _in_state(self, rows, state: str):
        if state == "locked":
            return rows.filter(username__in=list(locked_accounts(self.now)))
        if state == "inactive":
            return rows.filter(is_active=False)
        if state == "no_roles":
            return rows.filter(groups=None)
        if state == "no_factor":
            set_up = SecondFactor.objects.filter(user=OuterRef("pk"), confirmed_at__isnull=False)
            return rows.filter(groups__name__in=WITH_FACTOR).exclude(Exists(set_up)).distinct()
        return breaking_separation(rows) if state == "conflict" else rows


@dataclass(frozen=True)
class AccountLine:
    """One account of the list."""

    account: User
    roles: str
    lock: Lock | None
    has_factor: bool
    conflict: str


def lines(accounts, now: datetime) -> list[AccountLine]:
    """What the list says of these accounts: two queries more, however many there are."""
    accounts = list(accounts)
    locked = locked_accounts(now, [account.username for account in accounts])
    factors = SecondFactor.objects.filter(user__in=accounts, confirmed_at__isnull=False).values_list(
        "user_id", flat=True
    )
    known, found = set(factors), []
    for account in accounts:
        names = [group.name for group in account.groups.all()]
        words = (separation.labels(names), locked.get(account.username), account.pk in known)
        found.append(AccountLine(account, *words, separation.conflict(names)))
    return found
