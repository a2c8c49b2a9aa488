"""Sentences of trust (守信失信)."""

from xinglongtai.core.audit import register

register({})
