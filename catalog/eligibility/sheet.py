"""The 适用核查表: lines, routes, reviews and questions. Values only; what they add up to is decided in ``verdict``."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date

from .vocabulary import MET, NOT_MET, OUTCOMES, UNKNOWN, VERDICTS

#: What a line does to the verdict, strongest first. The first effect present on the sheet decides.
EFFECTS = {
    "transfer": "涉嫌犯罪，移送公安机关",
    "no_violation": "违法事实不成立",
    "elsewhere": "不属本局管辖",
    "no_penalty": "依法不予行政处罚，无须承诺",
    "file": "须立案办理",
    "close": "不能适用告知承诺",
    "review": "须人工判断或法制审核",
    "pending": "签署或复查时确认",
    "info": "仅作提示",
    "none": "无影响",
}
SEVERITY = {
    "transfer": "stop",
    "no_violation": "end",
    "elsewhere": "block",
    "no_penalty": "end",
    "file": "block",
    "close": "block",
    "review": "review",
    "pending": "pending",
    "info": "info",
    "none": "ok",
}
NOW, AT_SIGNING, AT_RECHECK = "now", "at_signing", "at_recheck"


@dataclass(frozen=True, kw_only=True)
class Line:
    """One condition. ``outcome`` is met / not_met / unknown; ``effect`` is what that does to the verdict."""

    key: str
    label: str
    group: str
    judged_by: str  #: system or officer
    outcome: str
    evidence: str = ""
    basis: str = ""
    note: str = ""
    if_not_met: str = "close"  #: effect when not met
    if_unknown: str = "review"  #: effect when unknown
    settles: str = NOW  #: now, at_signing, at_recheck: when the answer can be known
    asks: tuple[str, ...] = ()  #: question keys that would settle it
    approvable: bool = False  #: a legal approval of this case settles a «review» on this line
    approved: bool = False
    system_outcome: str = ""  #: the outcome before an officer's override, "" without one
    override_reason: str = ""

    @property
    def effect(self) -> str:
        """Key of :data:`EFFECTS`."""
        if self.override_reason and not self.approved:
            return "review"
        if self.outcome == MET:
            return "none"
        if self.outcome == UNKNOWN and self.settles != NOW:
            return "pending"
        effect = self.if_not_met if self.outcome == NOT_MET else self.if_unknown
        return "info" if effect == "review" and self.approvable and self.approved else effect

    @property
    def severity(self) -> str:
        """stop, block, end, review, pending, info or ok: for colour and order on the page."""
        return SEVERITY[self.effect]

    @property
    def status_label(self) -> str:
        """What the page shows: 符合 / 不符合 / 不明 / 待签署确认 / 待改正后复查 …"""
        if self.effect == "pending":
            return "待签署时确认" if self.settles == AT_SIGNING else "待改正后复查"
        return OUTCOMES[self.outcome]

    @property
    def blocking(self) -> bool:
        """Whether this line alone keeps the verdict from «eligible»."""
        return self.effect not in {"none", "info", "pending"}

    def to_dict(self) -> dict:
        """JSON-able form with the derived effect, severity and label."""
        derived = {"effect": self.effect, "severity": self.severity, "status_label": self.status_label}
        return {**asdict(self), "asks": list(self.asks), **derived}


@dataclass(frozen=True, kw_only=True)
class Route:
    """A way the law offers to lenient handling, kept apart from the others."""

    key: str
    label: str
    basis: str
    force: str  #: shall, may or order
    state: str  #: open, pending, unknown or closed
    after_filing: bool = False
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class ReviewNeed:
    """Why a person has to decide first."""

    key: str
    reason: str
    basis: str = ""
    approvable: bool = True  #: False: answer the question or change the item, an approval does not help


@dataclass(frozen=True, kw_only=True)
class Question:
    """One fact a person must supply. ``kind``: bool, choice, multi, number, date, text, list."""

    key: str
    label: str
    kind: str
    group: str
    help: str = ""
    basis: str = ""
    evidence: str = ""
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    good: str = ""  #: for bool: which answer is the good one, "yes" or "no"
    required: bool = True  #: unknown keeps the verdict from «eligible»


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The 适用核查表 of one violation on one day."""

    verdict: str
    lines: tuple[Line, ...]
    routes: tuple[Route, ...] = ()
    reviews: tuple[ReviewNeed, ...] = ()
    warnings: tuple[str, ...] = ()
    next_step: str = ""
    questions: tuple[Question, ...] = ()
    complete: bool = True  #: False while a person still has to answer something that matters
    item_no: str = ""  #: "" = 清单外
    version_no: int | None = None
    on: date | None = None
    nothing_left: bool = False  #: the act is already corrected and verified
    progressive: bool = False
    system_verdict: str = ""  #: the verdict before overrides, "" without any

    @property
    def verdict_label(self) -> str:
        """The verdict in Chinese."""
        return VERDICTS[self.verdict]

    @property
    def failed(self) -> tuple[Line, ...]:
        """Every line that is not met, in order."""
        return tuple(line for line in self.lines if line.outcome == NOT_MET)

    @property
    def blocking(self) -> tuple[Line, ...]:
        """Every line that keeps the verdict from «eligible», in order."""
        return tuple(line for line in self.lines if line.blocking)

    def line(self, key: str) -> Line | None:
        """The line called ``key``."""
        return next((line for line in self.lines if line.key == key), None)

    def with_lines(self, lines: tuple[Line, ...], **changes) -> "Sheet":
        """A copy with other lines."""
        return replace(self, lines=lines, **changes)

    def to_dict(self) -> dict:
        """JSON-able form; :meth:`from_dict` reads it back."""
        data = asdict(self) | {"verdict_label": self.verdict_label, "on": self.on.isoformat() if self.on else None}
        data["lines"] = [line.to_dict() for line in self.lines]
        for key in ("routes", "reviews", "warnings"):
            data[key] = list(data[key])
        data["questions"] = [{**q, "choices": [list(pair) for pair in q["choices"]]} for q in data["questions"]]
        return data

    @classmethod
    def from_dict(cls, data: Mapping) -> "Sheet":
        """From the JSON of :meth:`to_dict`, e.g. the copy frozen with a case."""
        values = {f.name: data[f.name] for f in fields(cls) if f.name in data}
        values["lines"] = tuple(_make(Line, row, asks=tuple(row.get("asks") or ())) for row in data["lines"])
        values["routes"] = tuple(_make(Route, row) for row in data.get("routes") or ())
        values["reviews"] = tuple(_make(ReviewNeed, row) for row in data.get("reviews") or ())
        values["warnings"] = tuple(data.get("warnings") or ())
        values["questions"] = tuple(
            _make(Question, row, choices=tuple(tuple(pair) for pair in row.get("choices") or ()))
            for row in data.get("questions") or ()
        )
        values["on"] = date.fromisoformat(data["on"]) if data.get("on") else None
        return cls(**values)


def _make(kind, row: Mapping, **changes):
    return kind(**({f.name: row[f.name] for f in fields(kind) if f.name in row} | changes))
