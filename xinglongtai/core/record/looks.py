"""Acts that deserve a second look. They accuse nobody: each is a question for the person or their unit.

A room adds its own kinds of acts to a look: ``looks.add("identities", "identity_view")``.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q, QuerySet

NIGHT_FROM, NIGHT_TO = 22, 6


@dataclass
class Look:
    """One question: its name, what it means, the acts it is about (``verbs``, or the condition itself)."""

    key: str
    label: str
    words: str
    verbs: set[str] = field(default_factory=set)
    condition: Q | None = None

    @property
    def asks(self) -> Q:
        return self.condition if self.condition is not None else Q(verb__in=self.verbs)


_night = Q(actor__isnull=False) & (Q(at__hour__gte=NIGHT_FROM) | Q(at__hour__lt=NIGHT_TO))
_LOOKS = {
    look.key: look
    for look in (
        Look("night", "夜间操作", f"{NIGHT_FROM}时至次日{NIGHT_TO}时由人员做的操作", condition=_night),
        Look("identities", "查看个人信息", "显示证件号码等个人信息的操作，看谁看得特别多"),
        Look("exports", "导出和下载", "把成批的内容带出系统的操作"),
        Look("logins", "登录失败和锁定", "口令或验证码输错、账号被锁定"),
        Look(
            "accounts",
            "账号和角色",
            "新建、修改账号，改变角色，重设密码",
            verbs={"account_add", "account_change", "account_password", "roles_seed"},
        ),
        Look(
            "record",
            "操作记录本身",
            "校验、导出操作记录，恢复较早的数据库",
            verbs={"audit_verify", "audit_export", "audit_restored"},
        ),
    )
}
_LOOKS["exports"].verbs.add("audit_export")


def add(key: str, *verbs: str) -> None:
    """Count ``verbs`` among the acts of the look ``key``; ``KeyError`` for one that does not exist."""
    _LOOKS[key].verbs.update(verbs)


def offered() -> list[Look]:
    """Looks that can find anything in this installation."""
    return [look for look in _LOOKS.values() if look.condition is not None or look.verbs]


def look_of(key: str) -> Look | None:
    return _LOOKS.get(key)


@dataclass(frozen=True)
class Answer:
    """What one look found since a day: how many acts, and who most."""

    look: Look
    count: int
    people: list[dict]


def answers(rows: QuerySet, since: datetime, most: int = 5) -> list[Answer]:
    """Every look over ``rows`` since ``since``: two queries each."""
    found = []
    for look in offered():
        acts = rows.filter(look.asks, at__gte=since).order_by()
        people = acts.filter(actor__isnull=False).values("actor__name", "actor__unit__name").annotate(count=Count("pk"))
        found.append(Answer(look, acts.count(), list(people.order_by("-count", "actor__name")[:most])))
    return found
