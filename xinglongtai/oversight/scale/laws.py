"""What the list says, as text that only wants its day: descriptions, laws, and sheets that the product's own rules made.

Sheets of ended cases are lean (open lines and three of the others, no reasons): ten million whole ones would be a database of their own.
Cases that still go on have the whole sheet, as their pages and verbs read all of it.
"""

from dataclasses import dataclass
from datetime import date
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

#: How the check of a case goes: may promise, must be filed, was corrected on the spot.
PROMISE, FILE, SPOT = "promise", "file", "spot"
_ANSWERS = {PROMISE: {}, FILE: RISKY, SPOT: ON_THE_SPOT}
_SOURCES = ("本系统承诺与案件", "导入的历史记录", "国家企业信用信息公示系统", "执法办案系统")
_LEAN_RULE = (
    "item_no",
    "violation",
    "version_no",
    "leniency_kind",
    "penalty_structure",
    "key_area",
    "correction_days_max",
)
_LEAN_LINE = ("key", "label", "group", "judged_by", "outcome", "note", "settles", "effect", "severity", "status_label")


@dataclass(frozen=True)
class Sheet:
    """The JSON columns of an assessment and of its violation; :meth:`on` puts another day in the place of ``made_on``."""

    verdict: str
    facts: str
    rule: str
    law_versions: str
    sheet: str
    answers: str
    made_on: str

    def on(self, day: str) -> tuple[str, str, str, str]:
        return (
            self.facts.replace(self.made_on, day),
            self.rule,
            self.law_versions,
            self.sheet.replace(self.made_on, day),
        )


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
        self._on, self._parameters = on, parameters_for(bureau)
        self._rules = {row.pk: item_rule(row) for row in versions}
        self._laws = {row.pk: _law_versions(row) for row in versions}
        self.entries = [_entry(row, self._rules[row.pk]) for row in versions]
        self.off_list = Entry(None, "清单外", 0, "演示清单外轻微违法", ("中华人民共和国行政处罚法",), 10, True, True)
        self.sheet = cache(self._sheet)
        self.choices = cache(self._choices)

    def prepare(self) -> None:
        """Make every lean sheet now, so that processes that come after inherit them."""
        for kind, _ in KINDS:
            for reviewed in (False, True):
                for entry in self.choices(kind, reviewed):
                    for manner in _ANSWERS:
                        self.sheet(entry.version, kind, manner, True)

    def _choices(self, kind: str, reviewed: bool) -> list[Entry]:
        """Items on which the rules say of a party of ``kind`` that it may promise (after the legal section's word)."""
        want = ReviewVerdict.NEEDS_LEGAL_REVIEW if reviewed else ReviewVerdict.ELIGIBLE
        found = [one for one in self.entries if self.sheet(one.version, kind, PROMISE, True).verdict == want]
        return found or [self.off_list if reviewed else self.entries[0]]

    def _sheet(self, version: int | None, kind: str, manner: str, lean: bool) -> Sheet:
        rule = self._rules.get(version)
        answers = {**answers_for(rule, kind), **_ANSWERS[manner]}
        facts = self._facts(rule, kind, answers)
        sheet = assess(rule, facts, self._parameters)
        if not lean:
            laws = self._laws.get(version, [])
            texts = (facts.to_dict(), rule.to_dict() if rule else None, laws, sheet.to_dict(), answers)
        else:
            texts = (_lean_facts(facts.to_dict()), _lean_rule(rule), [], _lean_sheet(sheet.to_dict()), {})
        facts, rule, laws, told, answers = (json_of(_plain(text)) if text is not None else "\\N" for text in texts)
        return Sheet(sheet.verdict, facts, rule, laws, told, answers, self._on.isoformat())

    def _facts(self, rule: ItemRule | None, kind: str, answers: dict) -> Facts:
        told = {
            **answers,
            "on": self._on,  # the nation's first years are older than some items: its sheets are judged as of its last day
            "act_date": self._on,
            "discovered_on": self._on,
            "party_kind": kind,
            "violation_established": True,
            "jurisdiction": "own",
            "broken_pledge": False,
            "repeat_after_fix": False,
            "first_offence_sources": [{"source": name, "status": "none", "checked_on": self._on} for name in _SOURCES],
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
    kept = {key: value for key, value in facts.items() if value not in (None, "", [], {}, ())}
    kept["answers"] = dict(list(kept.get("answers", {}).items())[:3])
    kept["first_offence_sources"] = kept.get("first_offence_sources", [])[:1]
    return kept


def _lean_rule(rule: ItemRule | None) -> dict | None:
    told = rule.to_dict() if rule else None
    return {key: told[key] for key in _LEAN_RULE} if told else None


def _lean_sheet(sheet: dict) -> dict:
    open_lines = [line for line in sheet["lines"] if line["outcome"] != "met"]
    met = [line for line in sheet["lines"] if line["outcome"] == "met"]
    lines = [{key: line[key] for key in _LEAN_LINE} for line in (*open_lines[:2], *met[-1:])]
    return {**sheet, "lines": lines, "questions": [], "routes": [], "warnings": [], "reviews": []}


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
