"""Sentences of the core room's own acts."""

from .audit import register

register(
    {
        "document_void": "作废文书 {number}:{reason}",
        "roles_seed": "更新角色权限",
        "parameter_change": "修改参数 {key}:{old} → {new}",
    }
)
