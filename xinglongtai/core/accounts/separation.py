"""三员分立 (pure): which roles may stand together in one account."""

from collections.abc import Collection

from ..roles import THREE_KEEPERS, Role


def label(name: str) -> str:
    """A role's Chinese name; a group that is no role of ours shows as itself."""
    return Role(name).label if name in Role.values else name


def labels(names: Collection[str]) -> str:
    """«执法人员、法制机构» in the order of the roles; «无»."""
    known = [role.label for role in Role if role.value in names]
    return "、".join([*known, *sorted(name for name in names if name not in Role.values)]) or "无"


def conflict(names: Collection[str]) -> str:
    """Why these roles must not meet in one account (Chinese), "" where they may.

    Nobody holds two of the three keepers, nor a keeper and any other role: all others see cases.
    """
    keepers = [role.label for role in Role if role.value in names and role.value in THREE_KEEPERS]
    if len(keepers) > 1:
        return f"{'、'.join(keepers)}须由不同的人担任（三员分立），不能在一个账号上。"
    others = [name for name in names if name not in THREE_KEEPERS]
    if keepers and others:
        return f"{keepers[0]}不能同时是{labels(others)}：管理账号、权限和记录的人不接触案件。请另建一个账号。"
    return ""
