"""Editable values of the catalog."""

from xinglongtai.core.parameters import define

define(
    "catalog.expiring_days",
    "清单事项提前多少天提示即将失效",
    30,
    "产品默认值，机关可自行调整",
    minimum=1,
    maximum=365,
)
