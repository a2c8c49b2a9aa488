"""Parameters of statistics (统计)."""

from xinglongtai.core.parameters import define

_OWN = "参数，由本机关确定"
define("statistics.small_sample", "统计：少于多少件不写百分比、不作比较", 10, _OWN, minimum=2, maximum=1000)
define("statistics.again_days", "统计：整改到位后多少天内再犯计入再犯率（日历日）", 365, _OWN, minimum=30, maximum=1825)
