"""The measures: one object each, with name, unit, one written definition, and the sets its number rests on. The only registry.

Numerator and denominator are *sets* (:mod:`.bases`); the number and the list behind it are made of the same set, so that they never
differ. Neither fines nor rankings are measures (行政处罚法 74); leniency is no penalty.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import models

from .bases import SETS


class Kind(models.TextChoices):
    """How a measure is written."""

    NUMBER = "number", "件数"
    SHARE = "share", "比率"
    DAYS = "days", "天数"


class Group(models.TextChoices):
    """Measures that are shown together."""

    WORK = "work", "办案和承诺"
    RELIEF = "relief", "减免"
    MODES = "modes", "721"


@dataclass(frozen=True)
class Measure:
    """One measure. ``top`` and ``bottom`` name sets: a share of ``bottom``; without it a number, or the days of ``top``."""

    key: str
    name: str
    unit: str
    definition: str
    group: str
    top: str
    bottom: str = ""
    kind: str = Kind.NUMBER

    def part(self, name: str) -> str:
        """The set of «top» or «bottom»; "" where it has none."""
        return {"top": self.top, "bottom": self.bottom}.get(name, "")


_COMMON = "登记中和已撤销的案件不计。"
_LETTERS = "作废的承诺书不计；登记中和已撤销的案件不计。"
_RELIEF = "按处理日期（批准之日）归入本期，按件计。这是减免，不算处罚。"
_MODES = (
    "没有案件的柔性措施按实施日期计一次；案件按检查日期计一件，以它走到的最后一步为准（先看处理决定，再看是否立案、签署承诺、责令改正），"
    "案件中的柔性措施随案件计，不另计。哪种方式算服务、管理、执法，见“处理方式归类”，按当日有效的归类。分母是归入三类的全部处理；"
    "不归类的另列，不进分母。从宽处理不算执法。只供了解情况，不是指标任务。"
)
MEASURES = (
    Measure(
        "cases",
        "检查案件",
        "件",
        "检查日期在本期内的案件，按件计。补录的案件按检查日期归入本期，不按登记日期，所以以前的时期也可能增加。"
        + _COMMON,
        Group.WORK,
        "cases",
    ),
    Measure(
        "eligible",
        "可适用承诺率",
        "",
        "分母是核查日期在本期内、已经确认的适用核查表，一项违法行为一张，重作的只计最后一张；分子是其中结论为“可以适用承诺”的，"
        "有法制审核结论的以法制审核结论为准。还在等法制审核的不计。" + _COMMON,
        Group.WORK,
        "eligible",
        "sheets",
        Kind.SHARE,
    ),
    Measure(
        "signed",
        "签署率",
        "",
        "分母是签发日期在本期内的承诺书，分子是其中已经记录签署的。还没有签的和拒绝签署的都在分母里；拒绝签署不加重处理，也不算失诺。"
        + _LETTERS,
        Group.WORK,
        "signed",
        "issued",
        Kind.SHARE,
    ),
    Measure(
        "on_time",
        "按期改正率",
        "",
        "分母是改正期限在本期内的已签署承诺中，已经了结（履行或失诺）的，以及期限已过还没有交材料的；分子是其中复查整改到位，"
        "且交材料之日（没有交材料的为复查之日）不晚于期限的。批准延期的按延期后的期限。期限当天还没有交材料的、"
        "已交材料等待复查的，不计入。" + _LETTERS,
        Group.WORK,
        "on_time",
        "judged",
        Kind.SHARE,
    ),
    Measure(
        "days",
        "改正用时",
        "天",
        "复查日期在本期内、复查整改到位的承诺，从签署之日到复查整改到位之日的日历日数。给出中位数（一半不超过）和九成位"
        "（90%不超过）。没有签署承诺而改正的不计。" + _LETTERS,
        Group.WORK,
        "corrected",
        kind=Kind.DAYS,
    ),
    Measure(
        "breach",
        "失诺率",
        "",
        "分母是了结日期在本期内的已签署承诺（履行或失诺）；分子是其中复查认定拒不改正、逾期未改或改后仍不符合的。还在履行的不计。"
        + _LETTERS,
        Group.WORK,
        "breached",
        "settled",
        Kind.SHARE,
    ),
    Measure(
        "again",
        "再犯率",
        "",
        "分母是观察期在本期内届满的已履行承诺，观察期从复查整改到位之日起算，天数由参数规定；分子是其中同一当事人在观察期内又因"
        "同一清单事项被发现线索的。观察期没有届满的不进分母。登记中、已撤销和违法事实不成立的案件不算再犯；只看本机关在本系统登记的案件。",
        Group.WORK,
        "again",
        "watched",
        Kind.SHARE,
    ),
    Measure("no_case", "不予立案", "件", "处理结果为不予立案的案件，" + _RELIEF, Group.RELIEF, "no_case"),
    Measure("no_penalty", "不予行政处罚", "件", "处理结果为不予行政处罚的案件，" + _RELIEF, Group.RELIEF, "no_penalty"),
    Measure("exempt", "免予处罚", "件", "处理结果为免予处罚的案件，" + _RELIEF, Group.RELIEF, "exempt"),
    Measure("lighter", "从轻处罚", "件", "处理结果为从轻处罚的案件，" + _RELIEF, Group.RELIEF, "lighter"),
    Measure("mitigated", "减轻处罚", "件", "处理结果为减轻处罚的案件，" + _RELIEF, Group.RELIEF, "mitigated"),
    Measure("service", "服务", "件次", "归入“服务”的处理。" + _MODES, Group.MODES, "service", "sorted", Kind.SHARE),
    Measure(
        "management", "管理", "件次", "归入“管理”的处理。" + _MODES, Group.MODES, "management", "sorted", Kind.SHARE
    ),
    Measure(
        "enforcement", "执法", "件次", "归入“执法”的处理。" + _MODES, Group.MODES, "enforcement", "sorted", Kind.SHARE
    ),
    Measure("none", "不归类", "件次", "没有归入服务、管理、执法的处理。" + _MODES, Group.MODES, "none"),
)
BY_KEY = {measure.key: measure for measure in MEASURES}


def of_group(group: str) -> list[Measure]:
    """The measures of a group, in order."""
    return [measure for measure in MEASURES if measure.group == group]


def unknown_sets(measures: Iterable[Measure] = MEASURES) -> list[str]:
    """Names of sets that no base tells; empty when the registry is in order."""
    return [name for one in measures for name in (one.top, one.bottom) if name and name not in SETS]
