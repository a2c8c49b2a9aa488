"""App configuration of pledges."""

from django.apps import AppConfig


class PledgesConfig(AppConfig):
    name = "pledges"
    verbose_name = "承诺"

    def ready(self):
        """Register the sentences and parameters of every topic, and what the room of cases asks of this one."""
        from cases import closing
        from cases.reasoning import reading
        from cases.status import ApprovalKind
        from xinglongtai.core import database_rules as kept
        from xinglongtai.core import delegations
        from xinglongtai.core.record import looks

        from . import database_rules, events, parameters
        from .casefile import events, jobs, parameters  # noqa: F811
        from .consistency.services import closing_check
        from .papers import events, parameters  # noqa: F811
        from .partypage import events, parameters  # noqa: F811
        from .reasons import told_by_pledges
        from .service import events, parameters  # noqa: F401, F811

        kind = ApprovalKind.EXTENSION
        delegations.define(kind.value, kind.label, "pledges.approve_extension", heads=delegations.ALWAYS)
        for rule in database_rules.RULES:
            kept.register(rule)
        closing.register(closing_check)
        reading.register(told_by_pledges)
        jobs.register()
        looks.add("exports", "casefile_open", "packet_open")
