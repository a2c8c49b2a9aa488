"""App configuration of pledges."""

from django.apps import AppConfig


class PledgesConfig(AppConfig):
    name = "pledges"
    verbose_name = "承诺"

    def ready(self):
        """Register the sentences and parameters of every topic."""
        from . import events, parameters
        from .casefile import events, jobs, parameters  # noqa: F811
        from .papers import events, parameters  # noqa: F811
        from .partypage import events, parameters  # noqa: F811
        from .service import events, parameters  # noqa: F401, F811

        jobs.register()
