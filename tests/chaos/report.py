"""One line a trial, and the table of them all."""

import json
from dataclasses import asdict, dataclass, field

_MOST = 6


@dataclass
class Trial:
    """What was tried on which database: faults put in, what happened, what broke; ``skipped`` says why it could not be tried here."""

    scenario: str
    database: str
    faults: int = 0
    happened: str = ""
    broken: list[str] = field(default_factory=list)
    skipped: str = ""
    seconds: int = 0

    @property
    def verdict(self) -> str:
        if self.skipped:
            return f"not tried: {self.skipped}"
        if not self.broken:
            return "held"
        more = f" … {len(self.broken) - _MOST} more" if len(self.broken) > _MOST else ""
        return "BROKEN: " + "; ".join(self.broken[:_MOST]) + more

    def line(self) -> str:
        """As JSON, from the process of a database to its parent."""
        return json.dumps(asdict(self), ensure_ascii=False)


def table(trials: list[Trial]) -> str:
    """Markdown."""
    rows = ["| scenario | database | faults | what happened | invariants | s |", "|---|---|---:|---|---|---:|"]
    for one in trials:
        cells = [one.scenario, one.database, one.faults, one.happened, one.verdict, one.seconds]
        rows.append("| " + " | ".join(str(cell).replace("|", "/").replace("\n", " ") for cell in cells) + " |")
    return "\n".join(rows)
