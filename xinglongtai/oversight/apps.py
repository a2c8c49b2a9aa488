"""App configuration of oversight."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "xinglongtai.oversight"
    label = "oversight"
    verbose_name = "督导"

    def ready(self):
        from catalog import version_links

        from . import events, parameters  # noqa: F401  (registers sentences and parameters)

        version_links.register(
            "实施情况",
            "oversight:evaluation_version",
            permission="oversight.view_evaluation",
            fits=lambda version: version.standing,
        )
