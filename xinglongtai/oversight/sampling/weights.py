"""What makes a file more likely to be drawn: plain facts, each with its weight. Shown with every drawing; kept with it."""

from dataclasses import dataclass

from xinglongtai.core import parameters


@dataclass(frozen=True)
class Flag:
    """A fact that adds weight. ``secret``: told only to those who may see suspicions."""

    code: str
    label: str
    words: str
    default: int
    secret: bool = False

    @property
    def parameter(self) -> str:
        return f"sampling.weight_{self.code}"


FLAGS = (
    Flag("suspicion", "有疑点线索", "有一条待核实的疑点线索", 4, secret=True),
    Flag("override", "有不同意见", "适用核查表中有办案人与系统不同的意见", 2),
    Flag("off_list", "清单外", "有清单外的违法行为", 2),
    Flag("key_area", "重点领域", "清单事项属于食品、药品、特种设备、产品质量、公平竞争", 2),
    Flag("extended", "延过期", "核查期限或改正期限批准延长过", 1),
    Flag("remote", "免到场复查", "复查没有到场，凭当事人照片", 1),
    Flag("late_entry", "补录", "检查登记是事后补录的", 1),
)
BY_CODE = {flag.code: flag for flag in FLAGS}
#: What every file has.
BASE = 1


def weights_of(bureau) -> dict[str, int]:
    """The bureau's weight of each flag."""
    return {flag.code: parameters.value(bureau, flag.parameter) for flag in FLAGS}


def weigh(flags, weights: dict[str, int]) -> int:
    """The weight of a file: one, and what each of its facts adds."""
    return BASE + sum(weights.get(code, 0) for code in flags)


def told(weights: dict[str, int], *, secrets: bool) -> list[tuple[str, str, int]]:
    """(label, words, weight) of each fact that counts, for the page."""
    return [
        (flag.label, flag.words, weights[flag.code])
        for flag in FLAGS
        if weights.get(flag.code) and (secrets or not flag.secret)
    ]
