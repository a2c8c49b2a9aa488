"""App configuration of the catalog."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"
    label = "catalog"
    verbose_name = "柔性执法清单"

    def ready(self):
        from . import events, parameters  # noqa: F401  (registers sentences and parameters)
