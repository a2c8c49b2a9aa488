"""Parameters of publication (公示): clocks in working days, and the packs' numbers."""

from xinglongtai.core.numbering import declare
from xinglongtai.core.parameters import define

define(
    "publication.days",
    "处罚信息公示期限（工作日）",
    20,
    "市场监督管理行政处罚信息公示规定第九条",
    minimum=1,
    maximum=60,
)
define(
    "publication.push_days",
    "处罚信息推送外省登记地期限（工作日）",
    10,
    "市场监督管理行政处罚信息公示规定第十条",
    minimum=1,
    maximum=60,
)
define(
    "publication.credit_days",
    "处罚信息报送信用中国期限（工作日）",
    20,
    "参数，由本机关确定；报送信用中国的期限待核实",
    minimum=1,
    maximum=60,
)
define(
    "publication.withdraw_days",
    "撤回公示期限（工作日）",
    3,
    "市场监督管理行政处罚信息公示规定第十一条",
    minimum=1,
    maximum=30,
)
define("publication.warn_days", "公示期限临近提醒（工作日）", 5, "参数，由本机关确定", minimum=1, maximum=20)
declare("publication_pack", "公示报送包", "{prefix}公示报〔{year}〕{n}号")
