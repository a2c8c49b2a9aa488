"""App configuration of the catalog."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "catalog"
    label = "catalog"
    verbose_name = "柔性执法清单"

    def ready(self):
        from xinglongtai.core import database_rules as kept
        from xinglongtai.core import orphans, warming
        from xinglongtai.core.record import reach

        from . import database_rules, events, import_jobs, parameters  # noqa: F401  (registers sentences and parameters)
        from .selectors import read_words

        for rule in database_rules.RULES:
            kept.register(rule)
        import_jobs.register()
        orphans.claim("imports", "catalog.ImportRun", "file_path")
        warming.register(read_words)
        reach.tell_in_full("catalog")
