"""Parameters of cases: clocks and windows."""

from xinglongtai.core.parameters import define

define("clock.verify_days", "核查期限（工作日）", 15, "市场监督管理行政处罚程序规定第十八条", minimum=1, maximum=60)
define(
    "clock.verify_extension_days",
    "核查期限可延长（工作日）",
    15,
    "市场监督管理行政处罚程序规定第十八条",
    minimum=0,
    maximum=60,
)
define(
    "clock.refer_days",
    "移送公安机关的决定期限（日历日，自提出之日起）",
    3,
    "行政执法机关移送涉嫌犯罪案件的规定第五条（自接到报告之日起3日内作出批准移送或者不批准移送的决定）",
    minimum=1,
    maximum=30,
)
define("decision.two_steps", "处理意见须先由所/队负责人初审", False, "参数，由本机关确定", kind="bool")
define("evidence.max_mb", "照片、文档单个大小上限（MB）", 20, "参数，由本机关确定", minimum=1, maximum=200)
define("evidence.media_max_mb", "录音录像单个大小上限（MB）", 100, "参数，由本机关确定", minimum=1, maximum=500)
define("evidence.media_max_seconds", "录音录像单个时长上限（秒）", 600, "参数，由本机关确定", minimum=10, maximum=7200)
define(
    "evidence.gap_hours",
    "文件所载时间与收到时间相差多少小时起提示核对",
    2,
    "参数，由本机关确定",
    minimum=1,
    maximum=240,
)
define("evidence.upload_days", "没有传完的文件保留天数", 7, "参数，由本机关确定", minimum=1, maximum=60)
define(
    "review.days",
    "法制审核期限（工作日）",
    10,
    "参照市场监督管理行政处罚程序规定第五十五条（审核机构自接到审核材料之日起十个工作日内完成审核）",
    minimum=1,
    maximum=60,
)
define(
    "review.claim_minutes",
    "点“我来审”之后保留多久（分钟）",
    120,
    "参数，由本机关确定",
    minimum=5,
    maximum=1440,
)
define(
    "privacy.reason_minutes",
    "说明查看用途后，对同一案件多久不再询问（分钟）",
    15,
    "参数，由本机关确定",
    minimum=1,
    maximum=240,
)
