"""Parameters of ledger (台账)."""

from xinglongtai.core.parameters import define

from .columns import MERGE_DEFAULT, merge_fields

_OWN = "参数，由本机关确定"
define("ledger.keep_days", "台账：导出文件和导入原件保留（日历日）", 7, _OWN, minimum=1, maximum=90)
define(
    "ledger.merge_fields",
    "台账：邮件合并数据表的栏目（模板域名=来源；…）",
    MERGE_DEFAULT,
    "附件1的各项；按本机关 Word 模板的域名填写",
    kind="text",
    check=merge_fields,
)
