"""Sentences of sameness (同案同罚)."""

from xinglongtai.core.audit import register

register({})
