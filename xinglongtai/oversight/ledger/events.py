"""Sentences of ledger (台账)."""

from xinglongtai.core.audit import register

register({})
