"""授权代理: a person who decides names a deputy for a range of days. The verbs ask here, through :mod:`.guard`, with the day.

A room says what can be delegated, from ``AppConfig.ready``::

    delegations.define("clock", "延长核查期限", "cases.approve_case", heads=delegations.IF_ALLOWED, basis="程序规定第十八条")

A deputy decides only what the represented person may decide on that day, and never what one of the two handled or proposed: the
rooms check that (办案人员 ≠ 审核人员). A power held as a deputy cannot be given on.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery

from . import audit, parameters, roles
from .display import cn_date
from .errors import DomainError, NotAllowed, NotVisible, TransitionRefused
from .models import Delegation, Officer, Parameter
from .notices import tell
from .roles import Role

#: May a 所/队负责人 stand in: always, only where the bureau's parameter says so, or never.
ALWAYS, IF_ALLOWED, NEVER = "always", "if_allowed", "never"
HEADS_FOR_LEADERS = "delegation.heads_for_leaders"
#: Holders name a deputy for what they decide themselves; holders of the other look at every delegation of the bureau.
GIVE, VIEW = "core.add_delegation", "core.view_delegation"
_RANKS = frozenset({Role.UNIT_HEAD, Role.LEADER})
_KINDS: dict[str, "Kind"] = {}


@dataclass(frozen=True)
class Kind:
    """Something that can be decided for somebody else: the right it takes, whether heads of stations may stand in, and why not."""

    key: str
    label: str
    permission: str
    heads: str
    basis: str = ""


def define(key: str, label: str, permission: str, *, heads: str, basis: str = "") -> None:
    """Declare a kind at start-up; a second definition replaces the first. ``basis``: the article that says who decides."""
    _KINDS[key] = Kind(key, label, permission, heads, basis)


def kinds_of(officer: Officer) -> list[Kind]:
    """What ``officer`` decides by a right of their own and may therefore delegate."""
    return [kind for kind in _KINDS.values() if roles.allowed(officer, kind.permission)]


def labels(keys) -> str:
    """Kinds in words: «承诺延期、延长核查期限»."""
    return "、".join(_KINDS[key].label for key in keys if key in _KINDS)


def may_stand_in(kind: Kind, held: frozenset[str], heads_for_leaders: bool) -> bool:
    """Whether somebody with the roles ``held`` may decide on ``kind`` for another."""
    if Role.LEADER in held:
        return True
    if Role.UNIT_HEAD not in held:
        return False
    return kind.heads == ALWAYS or (kind.heads == IF_ALLOWED and heads_for_leaders)


def who_may(kind: Kind, heads_for_leaders: bool) -> str:
    """The ranks that may stand in for ``kind``, in words."""
    open_to_heads = may_stand_in(kind, frozenset({Role.UNIT_HEAD}), heads_for_leaders)
    return "所/队负责人、局负责人" if open_to_heads else Role.LEADER.label


def candidates(principal: Officer):
    """People whom ``principal`` could name: in office, same bureau, at least 所/队负责人. What for is checked when naming."""
    rows = Officer.objects.filter(unit__bureau=principal.bureau, is_active=True, user__is_active=True)
    return rows.filter(user__groups__name__in=_RANKS).exclude(pk=principal.pk).select_related("unit").distinct()


def standing_in(actor: Officer, on: date) -> tuple[Delegation, ...]:
    """The delegations by which ``actor`` may decide for others on ``on``, each with ``powers``: the kinds that hold today.

    Asked once for the loaded person, and only of a cheap query while nobody is represented; not at all for people whose rank admits no
    deputy. What does not count any more: the represented person left or lost the right, the deputy lost the rank, revoked, out of its days.
    """
    held = roles.held(actor)
    if not held & _RANKS or not actor.is_active:
        return ()
    known = actor.__dict__.setdefault("_standing_in", {})
    if on not in known:
        rows = _live(actor, on) if _of(actor, on).exists() else ()
        known[on] = tuple(row for row in rows if _powers(row, held))
    return known[on]


def _of(actor: Officer, on: date):
    return Delegation.objects.filter(deputy=actor, begins_on__lte=on, ends_on__gte=on, revoked_at=None)


def _live(actor: Officer, on: date):
    wanted = {kind.permission for kind in _KINDS.values()}
    told = {f"holds_{permission.replace('.', '_')}": _carries(permission) for permission in wanted}
    told |= {f"is_{role.value}": _in_group(role) for role in _RANKS}
    text = Parameter.objects.filter(bureau=OuterRef("bureau"), key=HEADS_FOR_LEADERS).values("value")[:1]
    rows = _of(actor, on).filter(
        bureau_id=actor.unit.bureau_id,
        principal__is_active=True,
        principal__user__is_active=True,
        principal__unit__bureau_id=actor.unit.bureau_id,
    )
    rows = rows.select_related("principal__unit__bureau", "principal__user")
    return rows.annotate(heads_for_leaders=Subquery(text), **told).order_by("pk")


def _carries(permission: str) -> Exists:
    app, codename = permission.split(".")
    users = roles.carriers(app, codename)
    return Exists(Officer.objects.filter(users, pk=OuterRef("principal")))


def _in_group(role: Role) -> Exists:
    return Exists(Group.objects.filter(name=role.value, user=OuterRef("principal__user")))


def _powers(row: Delegation, held: frozenset[str]) -> frozenset[str]:
    """Keeps on ``row`` what it lets do now, and on the represented person which ranks they hold (their reach asks for it)."""
    allows = row.heads_for_leaders
    heads = parameters.parsed(HEADS_FOR_LEADERS, allows)
    kinds = [_KINDS[key] for key in row.kinds if key in _KINDS]
    row.powers = frozenset(
        kind.key
        for kind in kinds
        if getattr(row, f"holds_{kind.permission.replace('.', '_')}") and may_stand_in(kind, held, heads)
    )
    row.principal.user._held_roles = frozenset(role.value for role in _RANKS if getattr(row, f"is_{role.value}"))
    return row.powers


def deputed(actor: Officer, permission: str, *, on: date, kind: str = "") -> tuple[Delegation, ...]:
    """Delegations by which ``actor`` may use ``permission`` on ``on`` (for ``kind`` if given).

    None for a leader who holds it: it reaches the whole bureau. A head's own right ends at their unit, another's goes on.
    """
    if roles.has(actor, Role.LEADER) and roles.allowed(actor, permission):
        return ()
    fitting = {key for key, one in _KINDS.items() if one.permission == permission and kind in ("", key)}
    return tuple(row for row in standing_in(actor, on) if row.powers & fitting)


def mine(actor: Officer):
    """What ``actor`` gave and received, with people, newest first."""
    return of_bureau(actor).filter(Q(principal=actor) | Q(deputy=actor))


def of_bureau(actor: Officer):
    """Every delegation of the actor's bureau, with people, newest first."""
    rows = Delegation.objects.filter(bureau_id=actor.unit.bureau_id)
    return rows.select_related("principal__unit", "deputy__unit", "revoked_by")


@transaction.atomic
def delegation_grant(
    *, actor: Officer, deputy: Officer, on: date, begins_on: date, ends_on: date, reason: str, kinds=()
) -> Delegation:
    """Let ``deputy`` decide for ``actor`` from ``begins_on`` to ``ends_on``, on ``kinds`` or on everything ``actor`` decides.

    DomainError at the field that does not fit; NotAllowed for people who decide nothing themselves (a deputy gives nothing on).
    """
    own = {kind.key: kind for kind in kinds_of(actor)}
    if not own or not roles.allowed(actor, GIVE):
        raise NotAllowed("只有自己有审批权的人可以授权代理；代行的权限不能再转授。")
    Officer.objects.select_for_update(of=("self",)).get(pk=actor.pk)  # two of one's own at once would overlap
    wanted = list(dict.fromkeys(kinds)) or list(own)
    if not set(wanted) <= set(own):
        raise DomainError("只能授权自己有审批权的事项；代行的权限不能再转授。", field="kinds")
    _check_days(actor, on, begins_on, ends_on)
    if not reason.strip():
        raise DomainError("请写明授权原因，例如 外出培训、休假。", field="reason")
    deputy = candidates(actor).filter(pk=deputy.pk).first()
    if deputy is None:
        raise DomainError("代行人须是本机关在岗的所/队负责人或局负责人，不能是自己。", field="deputy")
    _check_rank(actor, deputy, [own[key] for key in wanted])
    _check_overlap(actor, deputy, wanted, begins_on, ends_on)
    row = Delegation(bureau=actor.bureau, principal=actor, deputy=deputy, begins_on=begins_on, ends_on=ends_on)
    row.kinds, row.reason, row.given_on = wanted, reason.strip(), on
    row.full_clean()
    row.save()
    facts = {"deputy": deputy.name, "kinds": labels(wanted), "begins": begins_on, "ends": ends_on}
    audit.record(verb="delegation_grant", actor=actor, target=row, thread=row.thread, reason=row.reason, **facts)
    days = f"{cn_date(begins_on)}至{cn_date(ends_on)}"
    said = {"key": f"delegation:{row.pk}", "url": "/delegations/", "topic": "approval"}
    tell(deputy, text=f"{actor.name}授权您代为审批（{days}）：{labels(wanted)}", **said)
    tell(actor, text=f"您已授权{deputy.name}代为审批（{days}）：{labels(wanted)}", **said)
    return row


def _check_days(actor: Officer, on: date, begins_on: date, ends_on: date) -> None:
    if begins_on < on:
        raise DomainError("授权不能从过去的日子开始。", field="begins_on")
    if ends_on < begins_on:
        raise DomainError("结束日期早于开始日期。", field="ends_on")
    longest = parameters.value(actor.bureau, "delegation.max_days")
    if ends_on > begins_on + timedelta(days=longest - 1):
        raise DomainError(f"一次最长授权 {longest} 天，到期仍需要的再授权一次。", field="ends_on")


def _check_rank(actor: Officer, deputy: Officer, kinds: list[Kind]) -> None:
    heads, held = parameters.value(actor.bureau, HEADS_FOR_LEADERS), roles.held(deputy)
    closed = [kind.label for kind in kinds if not may_stand_in(kind, held, heads)]
    if closed:
        raise DomainError(
            f"{'、'.join(closed)}依法由局负责人决定，不能授权{deputy.name}（所/队负责人）。"
            "请另选局负责人，或只勾选可以授权的事项。",
            field="deputy",
        )


def _check_overlap(actor: Officer, deputy: Officer, wanted: list[str], begins_on: date, ends_on: date) -> None:
    """One deputy a kind and day; and nobody stands in who is away themselves."""
    same_days = Delegation.objects.filter(revoked_at=None, begins_on__lte=ends_on, ends_on__gte=begins_on)
    for row in same_days.filter(principal=actor).select_related("deputy"):
        if both := set(row.kinds) & set(wanted):
            days = f"{cn_date(row.begins_on)}至{cn_date(row.ends_on)}"
            raise DomainError(f"{labels(both)}在{days}已授权{row.deputy.name}，请先收回或改日期。", field="begins_on")
    if same_days.filter(principal=deputy).exists():
        raise DomainError(f"{deputy.name}这几天也授权了别人代理，请另选一名。", field="deputy")


@transaction.atomic
def delegation_revoke(*, delegation: Delegation, actor: Officer, on: date, reason: str) -> Delegation:
    """End it at once: by who gave it, or by the deputy who gives it back. Decisions already made stand."""
    row = Delegation.objects.select_for_update(of=("self",)).select_related("principal", "deputy")
    row = row.filter(pk=delegation.pk, bureau_id=actor.unit.bureau_id).first()
    if row is None:
        raise NotVisible("没有找到这条记录，或者它不在您的可见范围内。")
    if actor.pk not in {row.principal_id, row.deputy_id}:
        raise NotAllowed("只有授权人可以收回，或由代行人交回。")
    if row.revoked_at is not None or on > row.ends_on:
        raise TransitionRefused("这项授权已经结束，不需要收回。")
    if not reason.strip():
        raise DomainError("请写明收回或交回的原因。", field="reason")
    row.revoke(actor, reason.strip())
    row.full_clean()
    row.save()
    said = "收回" if actor.pk == row.principal_id else "交回"
    facts = {"how": said, "deputy": row.deputy.name, "principal": row.principal.name, "reason": row.revoke_reason}
    audit.record(verb="delegation_revoke", actor=actor, target=row, thread=row.thread, **facts)
    text = f"授权代理已{said}：{row.deputy.name}不再代{row.principal.name}审批"
    for officer in (row.principal, row.deputy):
        tell(officer, key=f"delegation:{row.pk}:end", text=text, url="/delegations/", topic="approval")
    return row
