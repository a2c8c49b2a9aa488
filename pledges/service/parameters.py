"""Parameters of 送达."""

from xinglongtai.core.parameters import define

define(
    "service.notice_days",
    "公告送达期限（日历日）",
    30,
    "市场监督管理行政处罚程序规定第八十二条第五项",
    minimum=30,
    maximum=90,
)
