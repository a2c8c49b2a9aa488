"""App configuration of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "检查案件"

    def ready(self):
        from . import events, parameters  # noqa: F401  (registers sentences and parameters)
