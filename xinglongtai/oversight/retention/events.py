"""Sentences of retention."""

from xinglongtai.core.audit import register

register(
    {
        "hold_set": "设置保留（不去标识化）：{reason}",
        "hold_lift": "解除保留：{reason}",
        "case_deidentify": "去标识化：{counts}；依据 {source}",
        "party_deidentify": "当事人去标识化：{fields}；依据 {source}",
        "prior_deidentify": "导入的历史记录去标识化 {count} 条；依据 {source}",
    }
)
