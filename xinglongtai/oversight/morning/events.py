"""Sentences of morning (晨报与逾期审查)."""

from xinglongtai.core.audit import register

register({})
