"""Questions of the eligibility rules as controls of a form: names, groups, stored answers, what was posted."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from catalog.eligibility import Question

from .facts import SYSTEM_FACTS

#: Asked once for all violations of a case: they are about the party and the whole inspection.
SHARED = frozenset(
    "suspected_crime high_risk costly_fix irreversible_harm emergency_exploit party_age discernment guardian_consents"
    " party_roles voluntary educated".split()
)
#: Supplied by the registration; an officer says so only when it is otherwise.
REGISTERED = frozenset({"violation_established", "jurisdiction", "broken_pledge", "repeat_after_fix"})
#: Answered by recording look-ups, not by a control.
BY_LOOKUP = frozenset({"first_offence"})
UNKNOWN = "unknown"
PRESENCE = (("no", "没有"), ("yes", "有"), (UNKNOWN, "不清楚"))
YES_NO = (("yes", "是"), ("no", "否"), (UNKNOWN, "不清楚"))
EXCLUSIONS, CONDITIONS, CORRECTION, REST = "exclusions", "conditions", "correction", "rest"
#: Usual answers come first; the rest of a long list folds away.
SHOWN_CHOICES = 3


@dataclass(frozen=True)
class Control:
    """One question on the page. ``value`` is the posted or stored answer as the control shows it ("" = not answered)."""

    name: str
    dom_id: str
    question: Question
    options: tuple[tuple[str, str], ...]
    value: str | list[str]
    absence: bool = False  #: part of the «以上情形均不存在» group

    @property
    def folded(self) -> tuple[tuple[str, str], ...]:
        """Choices that fold away, unless one of them is the answer."""
        return self.options[SHOWN_CHOICES:] if len(self.options) > SHOWN_CHOICES + 2 else ()

    @property
    def shown(self) -> tuple[tuple[str, str], ...]:
        return self.options[:SHOWN_CHOICES] if self.folded else self.options

    @property
    def folded_answer(self) -> bool:
        return any(code == self.value for code, _ in self.folded)


@dataclass
class Paper:
    """The controls of one violation (or of all, when ``prefix`` is ``all``), by group."""

    prefix: str
    groups: dict[str, list[Control]] = field(default_factory=dict)

    def add(self, question: Question, value) -> None:
        group = group_of(question)
        dom_id = f"q-{self.prefix}-{sum(map(len, self.groups.values())) + 1}"
        self.groups.setdefault(group, []).append(
            Control(
                name=f"{self.prefix}-{question.key}",
                dom_id=dom_id,
                question=question,
                options=options_of(question, group),
                value=value,
                absence=group == EXCLUSIONS,
            )
        )

    @property
    def exclusions(self):
        return self.groups.get(EXCLUSIONS, [])

    @property
    def conditions(self):
        return self.groups.get(CONDITIONS, [])

    @property
    def correction(self):
        return self.groups.get(CORRECTION, [])

    @property
    def rest(self):
        return self.groups.get(REST, [])

    @property
    def rest_answered(self) -> bool:
        return any(control.value for control in self.rest)

    def controls(self) -> list[Control]:
        return [control for group in self.groups.values() for control in group]


def group_of(question: Question) -> str:
    """Where on the page a question stands."""
    if question.key in REGISTERED or not question.required:
        return REST
    if question.key == "correction":
        return CORRECTION
    if question.kind == "bool" and question.good == "no":
        return EXCLUSIONS
    return CONDITIONS


def options_of(question: Question, group: str) -> tuple[tuple[str, str], ...]:
    """What may be chosen; nothing is chosen beforehand."""
    if question.kind == "bool":
        return PRESENCE if group == EXCLUSIONS else YES_NO
    return question.choices


def asked(questions) -> list[Question]:
    """The questions a person answers here: not what the system supplies, not what look-ups answer."""
    return [q for q in questions if q.key not in SYSTEM_FACTS | BY_LOOKUP and q.kind != "list"]


def shown_value(question: Question, answer) -> str | list[str]:
    """A stored answer as its control shows it."""
    if question.kind == "multi":
        return list(answer or [])
    if answer is True or answer is False:
        return "yes" if answer else "no"
    return "" if answer is None else str(answer)


def posted_value(question: Question, name: str, data) -> object:
    """The answer in ``data`` as it is stored; "" where the control was left alone."""
    if question.kind == "multi":
        return data.getlist(name) if hasattr(data, "getlist") else list(data.get(name, []))
    raw = str(data.get(name, "")).strip()
    if question.kind == "bool":
        return {"yes": True, "no": False}.get(raw, raw if raw == UNKNOWN else "")
    return raw


def answers_from(questions, prefix: str, data: Mapping, *, shared: bool) -> dict:
    """Every answer of one violation in a posted form. ``shared``: general questions stand under the name ``all-…``."""
    found = {}
    for question in asked(questions):
        before = "all" if shared and question.key in SHARED else prefix
        found[question.key] = posted_value(question, f"{before}-{question.key}", data)
    return found
