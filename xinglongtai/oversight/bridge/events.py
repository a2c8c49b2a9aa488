"""Sentences of bridge (对接)."""

from xinglongtai.core.audit import register

register({})
