"""Sentences of the core room's own acts."""

from .audit import register

register(
    {
        "document_void": "作废文书 {number}：{reason}",
        "roles_seed": "更新角色权限",
        "system_add": "新增{kind} {name}",
        "system_change": "修改{kind} {name}：{fields}",
        "account_add": "新建账号 {name}，角色：{new}",
        "account_change": "修改账号 {name}，角色：{old} → {new}，{active}",
        "account_password": "重设账号 {name} 的密码",
        "delegation_grant": "授权{deputy}代为审批（{begins}至{ends}）：{kinds}，原因：{reason}",
        "delegation_revoke": "{how}授权代理（{deputy}代{principal}）：{reason}",
        "parameter_change": "修改参数 {key}：{old} → {new}",
    }
)
