"""What the list says, as text that only wants its day: descriptions, laws, and sheets that the product's own rules made.

Sheets of ended cases are lean (three lines, no reasons): three million whole ones would be a database of their own. A case whose pledge
runs has all its facts, which are compared with the case again; one that stands before the letter has the whole sheet.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from cases.status import PartyKind, ReviewVerdict
from catalog.eligibility import Facts, ItemRule, assess
from catalog.eligibility_parameters import parameters_for
from catalog.models import ItemVersion
from catalog.selectors import item_rule
from catalog.status import LoadState

from ..demo.answers import answers_for
from ..demo.stories_ended import ON_THE_SPOT, RISKY
from .tables import json_of

ONE_DAY = timedelta(days=1)
#: How the check of a case goes: may promise, must be filed, was corrected on the spot.
PROMISE, FILE, SPOT = "promise", "file", "spot"
#: How much of a sheet is kept.
LEAN, RUNNING, WHOLE = range(3)
_ANSWERS = {PROMISE: {}, FILE: RISKY, SPOT: ON_THE_SPOT}
_SOURCES = ("本系统承诺与案件", "导入的历史记录", "国家企业信用信息公示系统", "执法办案系统")
_LEAN_FACTS = ("on", "discovered_on", "act_date", "party_kind", "correction")
_LEAN_RULE = (
    "item_no",
    "violation",
    "version_no",
    "leniency_kind",
    "penalty_structure",
    "key_area",
    "correction_days_max",
)
_LEAN_SHEET = ("verdict", "complete", "item_no", "version_no", "on", "progressive", "verdict_label")
_LEAN_LINE = ("key", "label", "group", "outcome", "note", "settles", "severity")


@dataclass(frozen=True)
class Sheet:
    """The JSON columns of an assessment and of its violation, made for the days ``told``; :meth:`on` puts others in their place."""

    verdict: str
    facts: str
    rule: str
    law_versions: str
    sheet: str
    answers: str
    told: tuple[str, str, str]  #: made on, act, discovered

    def on(self, made: str, act: str, discovered: str) -> tuple[str, str, str, str]:
        facts = self.facts.replace(self.told[1], act).replace(self.told[2], discovered).replace(self.told[0], made)
        return facts, self.rule, self.law_versions, self.sheet.replace(self.told[0], made)


@dataclass(frozen=True, eq=False)
class Entry:
    """One item of the list, or a violation that stands on none (``version`` empty)."""

    version: int | None
    number: str
    version_no: int
    description: str
    laws: tuple[str, ...]
    days_max: int
    reviewed: bool  #: the legal section has to see it first
    first_offence: bool


class Laws:
    """The published list of the nation's bureau, ready to be written from."""

    def __init__(self, bureau, on: date):
        rows = ItemVersion.objects.in_force(on).for_bureau(bureau).with_parts().exclude(load_state=LoadState.DISABLED)
        versions = sorted(rows, key=lambda row: row.pk)
        self._parameters = parameters_for(bureau)
        # The nation's first years are older than some items: its sheets are judged as of its last day.
        self._made, self._act, self._discovered = on, on - ONE_DAY, on - 2 * ONE_DAY
        self._rules = {row.pk: item_rule(row) for row in versions}
        self._laws = {row.pk: _law_versions(row) for row in versions}
        self.entries = [_entry(row, self._rules[row.pk]) for row in versions]
        self.off_list = Entry(None, "清单外", 0, "演示清单外轻微违法", ("中华人民共和国行政处罚法",), 10, True, True)
        self._judged = cache(self._judged_by_rule)
        self.sheet = cache(self._sheet)
        self.choices = cache(self._choices)

    def prepare(self) -> None:
        """Make every lean sheet now, so that processes that come after inherit them."""
        for kind, _ in KINDS:
            for reviewed in (False, True):
                for entry in self.choices(kind, reviewed):
                    for manner in _ANSWERS:
                        self.sheet(entry.version, kind, manner, LEAN)

    def _choices(self, kind: str, reviewed: bool) -> list[Entry]:
        """Items on which the rules say of a party of ``kind`` that it may promise (after the legal section's word)."""
        want = ReviewVerdict.NEEDS_LEGAL_REVIEW if reviewed else ReviewVerdict.ELIGIBLE
        found = [one for one in self.entries if self._judged(one.version, kind, PROMISE)[2].verdict == want]
        return found or [self.off_list if reviewed else self.entries[0]]

    def _sheet(self, version: int | None, kind: str, manner: str, form: int) -> Sheet:
        answers, facts, sheet = self._judged(version, kind, manner)
        rule, told = self._rules.get(version), facts.to_dict()
        if form == WHOLE:
            texts = (told, rule.to_dict() if rule else None, self._laws.get(version, []), sheet.to_dict(), answers)
        else:
            told = told if form == RUNNING else _lean_facts(told)
            texts = (told, _lean_rule(rule), [], _lean_sheet(sheet.to_dict()), {})
        columns = ["\\N" if text is None else json_of(_plain(text)) for text in texts]
        days = (self._made.isoformat(), self._act.isoformat(), self._discovered.isoformat())
        return Sheet(sheet.verdict, *columns, days)

    def _judged_by_rule(self, version: int | None, kind: str, manner: str):
        rule = self._rules.get(version)
        answers = {**answers_for(rule, kind), **_ANSWERS[manner]}
        facts = self._facts(rule, kind, answers)
        return answers, facts, assess(rule, facts, self._parameters)

    def _facts(self, rule: ItemRule | None, kind: str, answers: dict) -> Facts:
        told = {
            **answers,
            "on": self._made,
            "act_date": self._act,
            "discovered_on": self._discovered,
            "party_kind": kind,
            "violation_established": True,
            "jurisdiction": "own",
            "broken_pledge": False,
            "repeat_after_fix": False,
            "first_offence_sources": [
                {"source": name, "status": "none", "checked_on": self._made} for name in _SOURCES
            ],
        }
        if rule is None:
            told["off_list_reason"] = "演示：情节轻微。"
        tokens = {part.token: part.text for part in (*rule.conditions, *rule.exclusions)} if rule else {}
        return Facts.from_dict(told, tokens)


def _entry(row: ItemVersion, rule: ItemRule) -> Entry:
    return Entry(
        version=row.pk,
        number=row.item.number,
        version_no=row.version_no,
        description=row.violation.split("(")[0].split("（")[0][:120],
        laws=tuple(law for law in (row.violated_law, row.penalty_law) if law),
        days_max=rule.correction_days_max or 10,
        reviewed=row.load_state == LoadState.REVIEW,
        first_offence=rule.leniency_kind == "first_offence",
    )


def _law_versions(row: ItemVersion) -> list[dict]:
    cited = row.citations.select_related("statute", "statute_version").order_by("pk")
    return [
        {
            "role": one.role,
            "statute": one.statute.title,
            "article": one.article_label,
            "version": one.statute_version.version_date.isoformat() if one.statute_version else None,
        }
        for one in cited
    ]


def _lean_facts(facts: dict) -> dict:
    kept = {key: facts[key] for key in _LEAN_FACTS if facts.get(key) not in (None, "", [])}
    kept["answers"] = dict(list(facts["answers"].items())[:2])
    kept["first_offence_sources"] = facts["first_offence_sources"][:1]
    return kept


def _lean_rule(rule: ItemRule | None) -> dict | None:
    told = rule.to_dict() if rule else None
    return {key: told[key] for key in _LEAN_RULE} if told else None


def _lean_sheet(sheet: dict) -> dict:
    open_lines = [line for line in sheet["lines"] if line["outcome"] != "met"]
    met = [line for line in sheet["lines"] if line["outcome"] == "met"]
    lines = [{key: line[key] for key in _LEAN_LINE if line[key]} for line in (*open_lines[:2], *met[-1:])]
    return {**{key: sheet[key] for key in _LEAN_SHEET}, "lines": lines}


def _plain(value):
    """Without quotes and breaks, which would have to be escaped."""
    if isinstance(value, str):
        return value.replace('"', "”").replace("\\", "").replace("\n", " ")
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    return [_plain(inner) for inner in value] if isinstance(value, list | tuple) else value


#: Kinds of parties among which the parties are dealt out, by weight.
KINDS = (
    (PartyKind.INDIVIDUAL, 150),
    (PartyKind.COMPANY, 70),
    (PartyKind.SOLE, 8),
    (PartyKind.PERSON, 8),
    (PartyKind.PARTNERSHIP, 6),
    (PartyKind.COOPERATIVE, 6),
    (PartyKind.BRANCH, 5),
    (PartyKind.ENTERPRISE, 3),
)
