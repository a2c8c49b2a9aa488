"""People (policy 四(五)): certificates, training, exams, insurance, equipment on loan — and who may act on what day."""

from .acting import able, may_act

__all__ = ["able", "may_act"]
