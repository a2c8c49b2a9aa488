"""Sentences of publication (公示)."""

from xinglongtai.core.audit import register

register({})
