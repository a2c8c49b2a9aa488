"""Parameters of pledges: length of the promise, when a day is near."""

from xinglongtai.core.numbering import declare
from xinglongtai.core.parameters import define

declare("pledge", "承诺书", "{prefix}柔承〔{year}〕{n}号")

define("pledge.default_days", "承诺改正默认期限（工作日）", 5, "参数，由本机关确定", minimum=1, maximum=60)
define(
    "pledge.maximum_days",
    "承诺改正最长期限（工作日）",
    15,
    "参数，由本机关确定；与核查期限一致",
    minimum=1,
    maximum=120,
)
define("pledge.soon_days", "即将到期提醒（日历日）", 3, "参数，由本机关确定", minimum=1, maximum=30)
define("pledge.extension_days", "延期最长（工作日）", 15, "参数，由本机关确定", minimum=1, maximum=60)
define("pledge.unsigned_days", "签发后未签字提醒（日历日）", 2, "参数，由本机关确定", minimum=1, maximum=30)
define("urge.answer_days", "督办答复期限（工作日）", 3, "参数，由本机关确定", minimum=1, maximum=30)
define("urge.promise_days", "督办答复可承诺的办结日期最长（工作日）", 10, "参数，由本机关确定", minimum=1, maximum=60)
define("urge.escalate_days", "督办超过答复期限几个工作日后报局负责人", 2, "参数，由本机关确定", minimum=1, maximum=30)
