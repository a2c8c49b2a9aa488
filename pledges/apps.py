"""App configuration of pledges."""

from django.apps import AppConfig


class PledgesConfig(AppConfig):
    name = "pledges"
    verbose_name = "承诺"

    def ready(self):
        from . import events, parameters  # noqa: F401  (registers sentences and parameters)
