"""Parameters of oversight: how the evaluation judges."""

from xinglongtai.core.numbering import declare
from xinglongtai.core.parameters import define

_OWN = "参数，由本机关确定"
define("evaluation.small_sample", "实施评估：少于多少件不写百分比、不提建议", 10, _OWN, minimum=2, maximum=1000)
define(
    "evaluation.tighten_breach_percent", "实施评估：失诺率区间下限高于百分之几建议收紧", 10, _OWN, minimum=0, maximum=99
)
define(
    "evaluation.tighten_again_percent", "实施评估：再犯率区间下限高于百分之几建议收紧", 10, _OWN, minimum=0, maximum=99
)
define("evaluation.relax_used", "实施评估：使用不少于多少次才可能建议放宽", 30, _OWN, minimum=2, maximum=100000)
define(
    "evaluation.relax_on_time_percent",
    "实施评估：按期改正率不低于百分之几才可能建议放宽",
    95,
    _OWN,
    minimum=1,
    maximum=100,
)
define(
    "evaluation.relax_overrides",
    "实施评估：法制同意的不同意见不少于几次才可能建议放宽",
    3,
    _OWN,
    minimum=1,
    maximum=1000,
)
declare("evaluation", "年度实施评估报告", "{prefix}评估〔{year}〕{n}号")
