"""Sentences of sameness (同案同罚)."""

from xinglongtai.core.audit import register

register({"sameness_decide": "同案同罚比对（与案件{beside}）：{judgement}，{reason}"})
