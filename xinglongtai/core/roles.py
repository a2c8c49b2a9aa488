"""Roles as groups, and what each may do (DOMAIN §6). The verbs ask for permissions, never for a role's name."""

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import models

from .statements import statement


class Role(models.TextChoices):
    """Group names are the values; the labels are what people see."""

    OFFICER = "officer", "执法人员"
    UNIT_HEAD = "unit_head", "所/队负责人"
    LEGAL = "legal", "法制机构"
    LEADER = "leader", "局负责人"
    SUPERVISOR = "supervisor", "督导"
    SYSADMIN = "sysadmin", "系统管理员"
    SECURITY = "security", "安全管理员"
    AUDITOR = "auditor", "审计管理员"


#: Roles whose accounts may enter the admin (``is_staff``).
BACK_OFFICE = frozenset({Role.LEGAL.value, Role.SYSADMIN.value, Role.SECURITY.value, Role.AUDITOR.value})

#: 三员分立 (等保2.0): accounts and settings, rights and locks, the record. Nobody holds two of them, and none of them touches cases.
THREE_KEEPERS = frozenset({Role.SYSADMIN.value, Role.SECURITY.value, Role.AUDITOR.value})

_CATALOG_MODELS = (
    "sourcelist statute statuteversion article batch conditiontoken item itemversion citation itemcondition".split()
)
_CATALOG_EDIT = [f"catalog.{act}_{model}" for model in _CATALOG_MODELS for act in ("add", "change", "delete", "view")]
_SYSTEM_EDIT = [
    f"core.{act}_{model}"
    for model in ("unit", "bureau", "user", "officer", "parameter", "calendarday", "numberseries")
    for act in ("add", "change", "view")
] + ["core.delete_calendarday", "core.delete_parameter", "auth.view_group"]

_HANDLE = [
    "cases.view_case",
    "cases.handle_case",
    "cases.view_party",
    "cases.record_measure",
    "pledges.view_pledge",
    "pledges.issue_letter",
    "pledges.track_pledge",
    "cases.view_identity",
    "oversight.view_ledger",
    "oversight.view_trust",
]
#: What everybody sees who answers for more than their own cases, within their reach.
_OVERSEE = [
    "oversight.view_brief",
    "oversight.view_overdue",
    "oversight.export_overdue",
    "oversight.view_sampling",
    "oversight.view_sameness",
    "oversight.view_statistics",
    "oversight.view_ledger",
    "oversight.view_trust",
    "core.view_staffing",
]
ROLE_PERMISSIONS: dict[str, list[str]] = {
    Role.OFFICER: _HANDLE,
    Role.UNIT_HEAD: [*_HANDLE, *_OVERSEE, "cases.assign_case", "cases.approve_first_step", "core.add_delegation"],
    Role.LEGAL: [
        "cases.view_case",
        "cases.view_party",
        "cases.review_case",
        "cases.view_identity",
        "pledges.view_pledge",
        "catalog.publish_itemversion",
        "catalog.import_catalog",
        "catalog.export_catalog",
        "catalog.view_candidate",
        "catalog.add_candidate",
        "catalog.change_candidate",
        "catalog.view_lawchange",
        "catalog.decide_lawchange",
        *_CATALOG_EDIT,
        "cases.view_priorrecord",
        "cases.add_priorrecord",
        "cases.delete_priorrecord",
        "oversight.view_evaluation",
        "oversight.decide_evaluation",
        "oversight.view_sampling",
        "oversight.draw_sample",
        "oversight.score_case",
        "oversight.edit_scoring",
        "oversight.view_suspicion",
        "oversight.view_sameness",
        "oversight.decide_sameness",
        "oversight.view_statistics",
        "oversight.edit_handling_modes",
        "oversight.view_ledger",
        "oversight.import_ledger",
        "oversight.view_publication",
        "oversight.publish_outcome",
        "oversight.view_trust",
        "oversight.correct_trust",
        "oversight.propose_trust_list",
        "oversight.edit_packs",
        "oversight.view_retention",
        "oversight.hold_case",
        "pledges.view_paperwording",
        "pledges.add_paperwording",
        "pledges.approve_paperwording",
    ],
    Role.LEADER: [
        "cases.view_case",
        "cases.view_party",
        "cases.approve_case",
        "cases.view_identity",
        "pledges.view_pledge",
        "pledges.approve_extension",
        "core.add_delegation",
        "core.view_delegation",
        *_OVERSEE,
        "oversight.supervise",
        "oversight.view_evaluation",
        "oversight.view_suspicion",
        "oversight.freeze_statistics",
        "oversight.view_publication",
        "oversight.decide_trust_list",
        "oversight.approve_token",
        "oversight.view_retention",
        "catalog.view_lawchange",
    ],
    Role.SUPERVISOR: [
        "cases.view_case",
        "cases.view_party",
        "pledges.view_pledge",
        "cases.assign_case",
        "core.view_delegation",
        *_OVERSEE,
        "oversight.supervise",
        "oversight.decide_sameness",
        "oversight.view_evaluation",
        "oversight.draw_sample",
        "oversight.score_case",
        "oversight.view_suspicion",
        "oversight.freeze_statistics",
        "oversight.view_publication",
        "catalog.view_lawchange",
    ],
    Role.SYSADMIN: [
        *_SYSTEM_EDIT,
        "core.view_outgoing",
        "core.view_lostnumber",
        "core.view_restoration",
        "core.examine_installation",
        "core.view_staffing",
        "core.manage_staffing",
        "oversight.manage_tokens",
    ],
    Role.SECURITY: ["core.manage_access", "core.view_user", "core.view_officer", "core.view_unit", "auth.view_group"],
    Role.AUDITOR: [
        "core.view_event",
        "core.verify_audit",
        "core.export_audit",
    ],
}


def seed() -> list[str]:
    """Create or correct every role's group; returns lines that say what changed. Idempotent.

    ``KeyError`` for a permission that does not exist (the database is not migrated).
    """
    lines = []
    known = {
        f"{app}.{name}": pk
        for pk, app, name in Permission.objects.values_list("pk", "content_type__app_label", "codename")
    }
    groups = {group.name: group for group in Group.objects.prefetch_related("permissions")}
    for role, names in ROLE_PERMISSIONS.items():
        wanted = {known[name] for name in names}
        group = groups.get(str(role.value))
        if group is None:
            group = Group.objects.create(name=str(role.value))
        elif {row.pk for row in group.permissions.all()} == wanted:
            continue
        group.permissions.set(wanted)
        lines.append(f"{role.label}: {len(wanted)} 项权限")
    admitted = get_user_model().objects.filter(groups__name__in=BACK_OFFICE, is_staff=False)
    if (
        count := get_user_model()
        .objects.filter(pk__in=list(admitted.values_list("pk", flat=True)))
        .update(is_staff=True)
    ):
        lines.append(f"{count} 个账号可以进入后台")
    from .accounts.people import breaking_separation  # above this module: it asks for roles

    broken = breaking_separation().values_list("username", flat=True)
    lines += [f"账号 {name} 违反三员分立，请安全管理员调整角色" for name in broken]
    return lines


def held(person) -> frozenset[str]:
    """Names of the roles an officer or a user holds; read once for each loaded account. Inactive accounts hold none."""
    user = getattr(person, "user", person)
    if user is None or not user.is_active:
        return frozenset()
    if not hasattr(user, "_held_roles"):
        _read(user)
    return user._held_roles


def rights(user) -> set[str]:
    """What the roles of an active account allow ("cases.handle_case"); read once for each loaded account, together with :func:`held`."""
    if not hasattr(user, "_group_perm_cache"):
        _read(user)
    return user._group_perm_cache


@statement
def _granted(user):
    rows = Group.objects.filter(user=user).order_by()
    return rows.values_list("name", "permissions__content_type__app_label", "permissions__codename")


def all_rights(officer) -> frozenset[str]:
    """Everything the account of ``officer`` allows, by its roles and by itself."""
    return frozenset(officer.user.get_all_permissions()) if officer.user else frozenset()


def _read(user) -> None:
    granted = _granted(user.pk)
    user._held_roles = frozenset(name for name, _, _ in granted)
    user._group_perm_cache = {f"{app}.{codename}" for _, app, codename in granted if app}


def has(person, role: Role) -> bool:
    """Whether an officer or a user holds ``role``."""
    return role.value in held(person)


def allowed(officer, permission: str) -> bool:
    """Whether an officer's account is active and holds ``permission`` ("cases.handle_case")."""
    user = officer.user if officer else None
    return bool(officer and officer.is_active and user and user.is_active and user.has_perm(permission))


def carriers(app: str, codename: str) -> models.Q:
    """Officers whose account carries a permission, by a role or by itself."""
    by_role = {
        "user__groups__permissions__codename": codename,
        "user__groups__permissions__content_type__app_label": app,
    }
    own = {"user__user_permissions__codename": codename, "user__user_permissions__content_type__app_label": app}
    return models.Q(**by_role) | models.Q(**own)


def holders(bureau, permission: str):
    """Active officers of ``bureau`` whose role or account carries ``permission`` ("catalog.publish_itemversion")."""
    from .models import Officer

    carries = carriers(*permission.split("."))
    people = Officer.objects.filter(unit__bureau=bureau, is_active=True, user__is_active=True).filter(carries)
    return people.select_related("user", "unit").distinct().order_by("pk")
