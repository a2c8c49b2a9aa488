"""Parameters of the file of a case."""

from xinglongtai.core.parameters import define

define(
    "casefile.retention",
    "案卷保管期限（印在封面）",
    "待核实",
    "程序规定第七十八条：案卷的保管按照档案管理的有关规定执行；具体年限待核实",
    kind="text",
)
define(
    "casefile.keep_days",
    "旧的案卷文件保留（日历日）",
    7,
    "参数，由本机关确定；每案最新的一份总是保留",
    minimum=1,
    maximum=365,
)
