"""Pages of accounts on «全部功能»."""

from ..places import register
from ..record import looks

_GROUP = "人员与系统"
register(_GROUP, "core:accounts", "账号与权限", "角色、锁定、动态验证码和登录", permission="core.manage_access")
register(_GROUP, "core:account_locks", "登录锁定", "哪些账号和地址因为登录失败被锁定", permission="core.manage_access")
register(_GROUP, "core:factor", "动态验证码", "登录时除密码外再用手机上的 6 位数字")

looks.add("logins", "account_locked", "address_locked", "factor_rest")
looks.add(
    "accounts",
    "account_edit",
    "account_roles",
    "account_unlock",
    "address_unlock",
    "factor_reset",
    "account_sessions_end",
)
