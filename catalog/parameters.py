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

define(
    "catalog.law_watch_days",
    "法规变动提前多少天列为任务",
    180,
    "产品默认值，机关可自行调整",
    minimum=1,
    maximum=1095,
)

define(
    "catalog.rehearsal_months",
    "预演回看多少个月的案件",
    24,
    "产品默认值，机关可自行调整",
    minimum=1,
    maximum=120,
)
