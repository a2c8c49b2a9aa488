"""Parameters of sampling (案卷评查)."""

from xinglongtai.core.numbering import declare
from xinglongtai.core.parameters import define

from .weights import FLAGS

_OWN = "参数，由本机关确定"

define("sampling.good_points", "案卷评查：多少分以上为优秀", 90, _OWN, minimum=1, maximum=100)
define("sampling.fair_points", "案卷评查：多少分以上为合格", 60, _OWN, minimum=1, maximum=100)
define("sampling.finding_days", "案卷评查：评查意见答复期限（工作日）", 5, _OWN, minimum=1, maximum=60)
define("sampling.small_sample", "案卷评查：少于多少件不写百分比", 10, _OWN, minimum=2, maximum=1000)
for _flag in FLAGS:
    define(
        f"sampling.weight_{_flag.code}",
        f"案卷评查：“{_flag.label}”加多少权重（0 为不计）",
        _flag.default,
        _OWN,
        minimum=0,
        maximum=20,
    )
define("suspicion.window_days", "疑点线索：只看多少天内检查的案件", 365, _OWN, minimum=30, maximum=3650)
define("suspicion.pair_cases", "疑点线索：同两人同一当事人满几件", 3, _OWN, minimum=2, maximum=100)
define("suspicion.override_lines", "疑点线索：一张核查表不同意见满几行", 3, _OWN, minimum=1, maximum=50)
define("suspicion.quick_seconds", "疑点线索：核查表在多少秒内答完", 20, _OWN, minimum=1, maximum=600)
define("suspicion.quick_lines", "疑点线索：办案人判断的行满几行才看用时", 8, _OWN, minimum=1, maximum=50)
define("suspicion.same_text_cases", "疑点线索：同一人同样文字满几件", 5, _OWN, minimum=2, maximum=100)
define("suspicion.same_text_length", "疑点线索：文字满几个字才比较", 15, _OWN, minimum=5, maximum=500)
define("suspicion.early_hour", "疑点线索：几点以前签发算早", 6, _OWN, minimum=0, maximum=12)
define("suspicion.late_hour", "疑点线索：几点以后签发算晚", 22, _OWN, minimum=13, maximum=24)
define("suspicion.bulk_letters", "疑点线索：同一人短时间签发满几份", 10, _OWN, minimum=2, maximum=1000)
define("suspicion.bulk_minutes", "疑点线索：短时间指多少分钟内", 10, _OWN, minimum=1, maximum=240)
define("suspicion.recheck_minutes", "疑点线索：限期承诺签发后多少分钟内登记到位", 10, _OWN, minimum=1, maximum=240)
define("suspicion.close_minutes", "疑点线索：登记后多少分钟内结案", 15, _OWN, minimum=1, maximum=240)
declare("sampling", "案卷评查抽查", "{prefix}评查〔{year}〕{n}号")
