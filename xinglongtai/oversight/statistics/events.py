"""Sentences of statistics (统计)."""

from xinglongtai.core.audit import register

register({})
