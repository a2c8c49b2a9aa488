"""Where each role can go: at most six entries. A page that does not exist yet is left out, never an error."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest

from django.conf import settings
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

from .roles import Role

MOST = 6
MOST_ON_PHONE = 5


@dataclass(frozen=True)
class Entry:
    """One entry of the rail or the bottom bar. `short` is for the phone, where width is scarce."""

    name: str
    label: str
    short: str
    icon: str
    url: str = ""
    current: bool = False


_ENTRIES = {
    entry.name: entry
    for entry in (
        Entry("pledges:desk", "工作台", "工作台", "home"),
        Entry("oversight:brief", "晨报", "晨报", "home"),
        Entry("cases:intake_new", "登记检查", "登记", "plus"),
        Entry("pledges:approval_list", "待我审批", "审批", "approve"),
        Entry("cases:review_list", "法制审核", "审核", "scales"),
        Entry("admin:catalog_itemversion_changelist", "清单管理", "清单", "catalog"),
        Entry("oversight:law_watch", "法规变动", "法规", "swap"),
        Entry("oversight:overdue", "逾期审查", "逾期", "overdue"),
        Entry("cases:list", "案件", "案件", "folder"),
        Entry("pledges:list", "承诺", "承诺", "pledge"),
        Entry("oversight:statistics", "统计", "统计", "chart"),
        Entry("oversight:ledger", "台账", "台账", "catalog"),
        Entry("oversight:evaluation", "实施评估", "评估", "chart"),
        Entry("cases:party_list", "当事人", "当事人", "people"),
        Entry("cases:measure_list", "柔性措施", "措施", "heart"),
        Entry("admin:index", "系统管理", "管理", "gear"),
        Entry("core:accounts", "账号与权限", "权限", "approve"),
        Entry("core:account_locks", "登录锁定", "锁定", "danger"),
        Entry("admin:core_officer_changelist", "人员与证件", "人员", "people"),
        Entry("admin:core_user_changelist", "账号", "账号", "user"),
        Entry("admin:core_calendarday_changelist", "工作日历", "日历", "calendar"),
        Entry("admin:core_parameter_changelist", "参数", "参数", "filter"),
        Entry("core:examination", "系统体检", "体检", "heart"),
        Entry("core:record", "操作记录", "记录", "catalog"),
        Entry("core:record_looks", "值得一看", "看看", "search"),
        Entry("core:record_check", "校验记录", "校验", "approve"),
        Entry("core:me", "我的", "我的", "user"),
    )
}

_BY_ROLE: dict[str, tuple[str, ...]] = {
    Role.OFFICER: (
        "pledges:desk",
        "cases:intake_new",
        "cases:list",
        "pledges:list",
        "cases:party_list",
        "cases:measure_list",
    ),
    Role.UNIT_HEAD: (
        "pledges:desk",
        "oversight:brief",
        "pledges:approval_list",
        "cases:intake_new",
        "cases:list",
        "pledges:list",
    ),
    Role.LEGAL: (
        "pledges:desk",
        "cases:review_list",
        "admin:catalog_itemversion_changelist",
        "oversight:law_watch",
        "oversight:evaluation",
        "cases:list",
    ),
    Role.LEADER: (
        "pledges:desk",
        "oversight:brief",
        "pledges:approval_list",
        "oversight:overdue",
        "oversight:statistics",
        "cases:list",
    ),
    Role.SUPERVISOR: (
        "oversight:brief",
        "oversight:overdue",
        "oversight:statistics",
        "cases:list",
        "pledges:list",
        "oversight:ledger",
    ),
    Role.SYSADMIN: (
        "admin:index",
        "admin:core_officer_changelist",
        "admin:core_user_changelist",
        "admin:core_calendarday_changelist",
        "admin:core_parameter_changelist",
        "core:examination",
    ),
    Role.SECURITY: ("core:accounts", "core:account_locks", "admin:core_officer_changelist"),
    Role.AUDITOR: ("core:record", "core:record_looks", "core:record_check"),
}


#: Addresses under which other pages lie: current only when they are the page itself.
_ALONE = frozenset({"/", "/oversight/"})


def address(name: str, *args) -> str:
    """The address of a named page, or "" when the page does not exist."""
    if not args:
        return _standing(name, get_urlconf() or settings.ROOT_URLCONF, get_script_prefix())
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=256)
def _standing(name: str, urlconf, prefix: str) -> str:
    """The address of a page without numbers in it: the frame of every page asks for about thirty. The same as long as the process lives."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def entries_for(roles: Iterable[str], path: str = "") -> list[Entry]:
    """The rail for a person's roles: the first places of each role, at most six, in a fixed order."""
    wanted: list[str] = []
    for places in zip_longest(*(_BY_ROLE.get(role, ()) for role in Role.values if role in set(roles))):
        wanted += [name for name in places if name and name not in wanted and address(name)]
    chosen = set(wanted[:MOST])
    return _located([name for name in _ENTRIES if name in chosen], path)


def phone_entries_for(roles: Iterable[str], path: str = "") -> list[Entry]:
    """The bottom bar: four places and 我的. Who registers checks gets 工作台 · 登记 · 案件 · 承诺 · 我的."""
    roles = set(roles)
    if roles & {Role.OFFICER, Role.UNIT_HEAD}:
        names = ["pledges:desk", "cases:intake_new", "cases:list", "pledges:list"]
    else:
        names = [entry.name for entry in entries_for(roles)]
    names = [name for name in names if address(name)][: MOST_ON_PHONE - 1]
    return _located([*names, "core:me"] if address("core:me") else names, path)


def _located(names: list[str], path: str) -> list[Entry]:
    """Entries with their addresses; the one with the longest address leading to `path` is the current one."""
    found = {name: address(name) for name in names}
    leading = [url for url in found.values() if path == url or (url not in _ALONE and path.startswith(url))]
    here = max(leading, key=len, default=None)
    return [
        Entry(entry.name, entry.label, entry.short, entry.icon, url, url == here)
        for entry, url in ((_ENTRIES[name], url) for name, url in found.items())
    ]
