"""Parameters and number series of this topic."""

from xinglongtai.core.parameters import define

define(
    "field.keep_days",
    "离线登记确认后在手机上再留几天",
    7,
    "参数，由本机关确定",
    minimum=0,
    maximum=90,
)
