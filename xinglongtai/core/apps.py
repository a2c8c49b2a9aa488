"""App configuration of core."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "xinglongtai.core"
    label = "core"
    verbose_name = "人员与系统"

    def ready(self):
        from . import database_rules, events  # noqa: F401  (registers sentences)

        database_rules.connect(self)
