"""Sentences of what happens here."""

from xinglongtai.core.audit import register

register(
    {
        "field_entry_receive": "收到离线登记（{inspected_on}检查，校验值 {sha256:.12}）",
        "field_entry_late": "补录离线登记（{inspected_on}检查，校验值 {sha256:.12}），原因：{reason}",
    }
)
