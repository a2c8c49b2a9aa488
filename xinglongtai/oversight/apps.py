"""App configuration of oversight."""

from django.apps import AppConfig


class OversightConfig(AppConfig):
    name = "xinglongtai.oversight"
    label = "oversight"
    verbose_name = "督导"
