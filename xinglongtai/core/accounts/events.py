"""Sentences of what happens to accounts."""

from ..audit import register

register(
    {
        "account_login": "登录（{address}，{device}，{how}）",
        "account_locked": "账号 {name} 连续登录失败，已锁定（{address}）",
        "address_locked": "地址 {address} 登录失败过多，已锁定",
        "account_unlock": "解除账号 {name} 的锁定：{reason}",
        "address_unlock": "解除地址 {address} 的锁定：{reason}",
        "account_edit": "修改账号 {name}：{fields}，{active}",
        "account_roles": "调整账号 {name} 的角色，{old} → {new}：{reason}",
        "account_password_own": "修改自己的密码",
        "account_sessions_end": "结束账号 {name} 的登录（{count} 处）：{reason}",
        "session_end": "退出自己在别处的登录（{count} 处）",
        "factor_set": "设置动态验证码",
        "factor_drop": "停用动态验证码",
        "factor_reset": "重置账号 {name} 的动态验证码：{reason}",
        "factor_rest": "账号 {name} 的动态验证码连续输错，暂停 {minutes} 分钟",
        "recovery_use": "用恢复码登录，还剩 {left} 个",
        "recovery_renew": "重新生成恢复码",
    }
)
