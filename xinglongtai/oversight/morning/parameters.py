"""Parameters of morning (晨报与逾期审查)."""

from xinglongtai.core.parameters import define

from . import ages
from .year_end import USUAL_FROM, read_month_day

_OWN = "参数，由本机关确定"
define("overdue.age_bounds", "逾期审查：逾期天数分档的上限（日历日）", ages.USUAL, _OWN, "text", check=ages.read_bounds)
define("oversight.approval_days", "晨报：待审批超过几个工作日提示督导", 3, _OWN, minimum=1, maximum=30)
define(
    "oversight.calendar_from",
    "晨报：从几月几日起提示录入下一年放假安排",
    USUAL_FROM,
    _OWN,
    "text",
    check=read_month_day,
)
define("oversight.certificate_days", "执法证到期提醒（日历日）", 30, _OWN, minimum=1, maximum=365)
define("oversight.clock_days", "核查期限临近提醒（工作日）", 3, _OWN, minimum=1, maximum=15)
