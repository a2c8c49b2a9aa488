"""App configuration of oversight."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "xinglongtai.oversight"
    label = "oversight"
    verbose_name = "督导"

    def ready(self):
        from . import events, parameters  # noqa: F401  (registers sentences and parameters)
