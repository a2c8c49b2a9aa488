"""App configuration of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "检查案件"

    def ready(self):
        from catalog import version_links

        from . import events, parameters
        from .field import events, parameters  # noqa: F401, F811

        version_links.register(
            "预演",
            "cases:rehearsal",
            permission="catalog.change_itemversion",
            fits=lambda version: not version.standing,
        )
