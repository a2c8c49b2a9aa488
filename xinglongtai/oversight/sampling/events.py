"""Sentences of sampling (案卷评查)."""

from xinglongtai.core.audit import register

register({})
