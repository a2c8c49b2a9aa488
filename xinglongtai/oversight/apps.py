"""App configuration of oversight."""

from importlib import import_module

from django.apps import AppConfig

TOPICS = ("bridge", "ledger", "morning", "publication", "retention", "sameness", "sampling", "statistics", "trust")


class OversightConfig(AppConfig):
    name = "xinglongtai.oversight"
    label = "oversight"
    verbose_name = "督导"

    def ready(self):
        """Register sentences, parameters and places of every topic, and what stands on the pages of lower rooms."""
        from cases import peers
        from catalog import version_links
        from xinglongtai.core import database_rules as kept
        from xinglongtai.core import orphans
        from xinglongtai.core.record import looks

        from . import events, parameters, places, timers  # noqa: F401
        from .statistics.sums import sums_rules

        for topic in TOPICS:
            for part in ("events", "parameters", "places"):
                import_module(f"{__package__}.{topic}.{part}")
        for rule in sums_rules.RULES:
            kept.register(rule)
        import_module(f"{__package__}.ledger.jobs").register()
        orphans.claim("imports", "oversight.PastRun", "file_path")
        looks.add("identities", "copy_identities", "token_identities")
        looks.add("exports", "ledger_export", "ledger_download", "statistics_export", "overdue_export")
        looks.add("exports", "publication_export", "publication_pack_file", "trust_list_export")
        peers.register(import_module(f"{__package__}.sameness.similar").usual_outcome)
        version_links.register(
            "实施情况",
            "oversight:evaluation_version",
            permission="oversight.view_evaluation",
            fits=lambda version: version.standing,
        )
