"""App configuration of core."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "xinglongtai.core"
    label = "core"
    verbose_name = "人员与系统"

    def ready(self):
        from . import database_rules, events  # noqa: F401  (registers sentences)
        from .notices import parameters as _notices  # noqa: F401  (registers parameters)
        from .staffing import parameters as _staffing  # noqa: F401
        from .staffing import places  # noqa: F401

        database_rules.connect(self)
