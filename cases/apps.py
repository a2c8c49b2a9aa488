"""App configuration of cases."""

from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "cases"
    verbose_name = "检查案件"

    def ready(self):
        from catalog import version_links
        from xinglongtai.core import database_rules as kept
        from xinglongtai.core import documents

        from . import database_rules, events, parameters, pictures, places  # noqa: F401
        from .field import events, parameters  # noqa: F401, F811

        for rule in database_rules.RULES:
            kept.register(rule)
        documents.register_pictures(pictures.IN_PAPERS, pictures.picture_for_papers)
        version_links.register(
            "预演",
            "cases:rehearsal",
            permission="catalog.change_itemversion",
            fits=lambda version: not version.standing,
        )
