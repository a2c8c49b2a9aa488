"""How a row of the table of verbs is read: who holds the right, who sees the row, who of them is meant."""

from dataclasses import dataclass, field
from typing import Any

IN, NO, GONE = "in", "403", "404"
#: What is asked first. Right: whoever lacks it is told no, whatever the row (nothing is learned of it).
#: Sight: the row does not exist for whoever does not see it, and only then the right counts.
RIGHT, SIGHT = "right", "sight"

#: Who tries → role. The case of the stage belongs to ``officer`` (first) and ``second``; both sit in the same unit as
#: ``colleague`` and ``head``. «other» = another unit of the bureau, «f_» = another bureau; «nobody» has an account without
#: a role, the account of «closed» was an officer's and is switched off.
ROLE = {
    "officer": "officer",
    "second": "officer",
    "colleague": "officer",
    "head": "unit_head",
    "nobody": "",
    "closed": "",
    "other_officer": "officer",
    "other_head": "unit_head",
    "legal": "legal",
    "leader": "leader",
    "supervisor": "supervisor",
    "sysadmin": "sysadmin",
    "security": "security",
    "auditor": "auditor",
    "f_officer": "officer",
    "f_head": "unit_head",
    "f_legal": "legal",
    "f_leader": "leader",
    "f_supervisor": "supervisor",
    "f_sysadmin": "sysadmin",
    "f_security": "security",
    "f_auditor": "auditor",
    "f_nobody": "",
}
KEEPERS = frozenset({"sysadmin", "security", "auditor"})
HANDLERS = frozenset({"officer", "unit_head"})
#: Every role that sees cases.
STAFF = HANDLERS | {"legal", "leader", "supervisor"}

EVERYBODY = frozenset(ROLE)
OWN = frozenset(who for who in ROLE if not who.startswith("f_"))
#: Who sees a case of the unit (``cases.querysets.reach``): its people, and who answers for the whole bureau.
CASE = frozenset({"officer", "second", "colleague", "head", "legal", "leader", "supervisor"})
#: Parties and lists are the bureau's: whoever sees cases of it at all.
BUREAU = CASE | {"other_officer", "other_head"}
#: Who acts on a case's facts and papers: both handlers and the head of their unit.
HANDLING = frozenset({"officer", "second", "head"})


class Ref(str):
    """A situation of the stage, by name."""


@dataclass(frozen=True)
class Row:
    """One verb. ``holders``: roles that carry the right (None: none is asked for).

    ``sees``: who sees the row; ``only``: who of them is meant.
    """

    why: str
    holders: frozenset | None
    sees: frozenset = EVERYBODY
    only: frozenset | None = None
    first: str = RIGHT
    given: dict[str, Any] = field(default_factory=dict)

    def expected(self, who: str) -> str:
        """in, 403 or 404 for ``who``."""
        right = self.holders is None or ROLE[who] in self.holders
        if self.first == RIGHT and not right:
            return NO
        if who not in self.sees:
            return GONE
        if not right or (self.only is not None and who not in self.only):
            return NO
        return IN


@dataclass(frozen=True)
class Inner:
    """No door of its own: ``why`` says who calls it after which check. It is not tried."""

    why: str


def row(why, holders, sees=EVERYBODY, *, only=None, first=RIGHT, **given) -> Row:
    """A row; ``given`` are the verb's arguments where the usual ones of :mod:`.trying` do not do."""
    roles = None if holders is None else frozenset({holders} if isinstance(holders, str) else holders)
    return Row(why, roles, frozenset(sees), only and frozenset(only), first, given)
