"""Parameters of oversight: when the morning page speaks up."""

from xinglongtai.core.parameters import define

define("oversight.certificate_days", "执法证到期提醒（日历日）", 30, "参数，由本机关确定", minimum=1, maximum=365)
define("oversight.clock_days", "核查期限临近提醒（工作日）", 3, "参数，由本机关确定", minimum=1, maximum=15)
