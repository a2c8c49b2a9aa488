"""What the rules need to know of one catalog item: a frozen value that is stored with the case.

:class:`ItemRule` is built from the database by ``catalog.selectors.item_rule`` and from a CSV row by
:func:`rule_from_row`; both give the same codes (:mod:`catalog.eligibility.vocabulary`).
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import cached_property

from .reading import FactError, as_bool, as_code, as_date, as_list, as_number, as_text
from .vocabulary import KEY_AREAS, LENIENCY_KINDS, LOAD_STATES, PENALTY_STRUCTURES, SCOPES, STATES

_SCOPE_WORDS = {"一": "1", "二": "2", "三": "3", "四": "4"}


@dataclass(frozen=True, kw_only=True)
class ConditionRule:
    """One token of an item, e.g. ``licence_valid`` or ``goods_value<=500``, with the item's own wording."""

    token: str
    text: str
    role: str = "condition"  #: "condition" must hold, "exclusion" must not
    value_type: str = "bool"  #: bool, choice, compare
    unit: str = ""
    judged_by: str = "officer"  #: officer or system
    evidence: str = ""
    basis: str = ""

    @cached_property
    def name(self) -> str:
        """The part of the token before its comparison: ``goods_value`` of ``goods_value<=500``."""
        for sign in ("<=", ">=", "="):
            if sign in self.token:
                return self.token.split(sign, 1)[0]
        return self.token

    @classmethod
    def from_dict(cls, data: Mapping | str, role: str = "condition") -> "ConditionRule":
        """From stored JSON, or from the short form ``token|text``."""
        if isinstance(data, str):
            token, _, text = data.partition("|")
            data = {"token": token.strip(), "text": text.strip(), "role": role}
        data = {"role": role, **data}
        token = as_text("token", data.get("token"))
        if not token:
            raise FactError("token", "条件词缺少标识")
        known = {f.name for f in fields(cls)}
        values = {key: str(value or "") for key, value in data.items() if key in known}
        values["text"] = values.get("text") or token
        if "value_type" not in values:
            values["value_type"] = "compare" if "<=" in token or ">=" in token else "choice" if "=" in token else "bool"
        if values["value_type"] == "compare":
            _, sign, limit = token.partition("<=" if "<=" in token else ">=")
            if not sign or as_number(token, limit) is None:
                raise FactError(token, "须写成 名称<=数值 或 名称>=数值")
        return cls(**values)


@dataclass(frozen=True, kw_only=True)
class ItemRule:
    """One version of a catalog item as the rules see it. Dates are inclusive on both ends; None = open or unknown."""

    item_no: str
    violation: str = ""
    version_no: int = 1
    domain: str = ""
    violated_law: str = ""
    violated_article: str = ""
    penalty_law: str = ""
    penalty_article: str = ""
    penalty_summary: str = ""
    penalty_structure: str = ""  #: "" = the penalty clause was not read
    leniency_kind: str = ""
    legal_basis_scope: str = "1"
    leniency_basis: str = ""
    conditions: tuple[ConditionRule, ...] = ()
    exclusions: tuple[ConditionRule, ...] = ()
    key_area: str = ""
    load_state: str = "needs_legal_review"
    state: str = "published"
    effective_from: date | None = None
    effective_to: date | None = None
    verified: bool = False
    text_in_force_checked: bool | None = None
    correction_days_max: int | None = None  #: working days
    supervision_measure: str = ""
    related_basis: str = ""
    note: str = ""
    suspended: str = ""  #: why the item is 暂停适用 on the day it was read, "" = it is not
    suspended_from: date | None = None  #: first day of the suspension

    @property
    def label(self) -> str:
        """How a person names the item."""
        return f"{self.item_no} {self.violation}".strip()

    @property
    def progressive(self) -> bool:
        """Whether timely correction alone ends liability, so that no finding under 行政处罚法 33 is needed."""
        return self.penalty_structure in {"progressive", "none"}

    @property
    def confiscates(self) -> bool:
        """Whether the penalty clause itself carries confiscation (没收), which a pledge cannot settle."""
        return "没收" in self.penalty_summary

    def has(self, name: str) -> bool:
        """Whether the item itself asks for the token ``name`` (part before the comparison)."""
        return any(part.name == name for part in (*self.conditions, *self.exclusions))

    def to_dict(self) -> dict:
        """JSON-able form; :meth:`from_dict` reads it back unchanged."""
        data = asdict(self)
        for key in ("effective_from", "effective_to", "suspended_from"):
            data[key] = data[key].isoformat() if data[key] else None
        data["conditions"], data["exclusions"] = list(data["conditions"]), list(data["exclusions"])
        return data

    @classmethod
    def from_dict(cls, data: Mapping) -> "ItemRule":
        """From stored JSON or an inline rule; codes may also be given by their Chinese names.

        :raises FactError: names the field that cannot be read.
        """
        if not isinstance(data, Mapping):
            raise FactError("rule", "须为对象")
        number = as_text("item_no", data.get("item_no"))
        if not number:
            raise FactError("item_no", "缺少事项编号")
        text = {key: as_text(key, data.get(key)) for key in _TEXTS}
        return cls(
            item_no=number,
            **text,
            version_no=_whole("version_no", data.get("version_no")) or 1,
            penalty_structure=as_code("penalty_structure", data.get("penalty_structure"), PENALTY_STRUCTURES) or "",
            leniency_kind=as_code("leniency_kind", data.get("leniency_kind"), LENIENCY_KINDS) or "",
            legal_basis_scope=_scope(data.get("legal_basis_scope", "1")),
            conditions=_parts(data.get("conditions"), "condition"),
            exclusions=_parts(data.get("exclusions"), "exclusion"),
            key_area=as_code("key_area", data.get("key_area"), KEY_AREAS) or "",
            load_state=as_code("load_state", data.get("load_state"), LOAD_STATES) or "needs_legal_review",
            state=as_code("state", data.get("state"), STATES) or "published",
            effective_from=as_date("effective_from", data.get("effective_from")),
            effective_to=as_date("effective_to", data.get("effective_to")),
            suspended_from=as_date("suspended_from", data.get("suspended_from")),
            verified=bool(as_bool("verified", data.get("verified"))),
            text_in_force_checked=as_bool("text_in_force_checked", data.get("text_in_force_checked")),
            correction_days_max=_whole("correction_days_max", data.get("correction_days_max")),
        )


_TEXTS = (
    "violation",
    "domain",
    "violated_law",
    "violated_article",
    "penalty_law",
    "penalty_article",
    "penalty_summary",
    "leniency_basis",
    "supervision_measure",
    "related_basis",
    "note",
    "suspended",
)


def _scope(value) -> str:
    text = as_text("legal_basis_scope", value)
    return as_code("legal_basis_scope", _SCOPE_WORDS.get(text, text), SCOPES) or ""


def _whole(field: str, value) -> int | None:
    text = str(value or "").strip()
    if not text:
        return None
    if not text.isdecimal():
        raise FactError(field, "须为整数")
    return int(text)


def _parts(value, role: str) -> tuple[ConditionRule, ...]:
    return tuple(ConditionRule.from_dict(part, role) for part in as_list(f"{role}s", value))


def rule_from_row(row: Mapping, tokens: Mapping[str, Mapping], *, state: str = "published") -> ItemRule:
    """The rule of one row of the starter CSV.

    ``row`` has the columns of ``starter_catalog.csv``; ``tokens`` maps a token to its row of ``condition_tokens.csv``
    (label, judged_by, evidence, basis …). A row knows nothing of publication, so ``state`` is the caller's.

    :raises FactError: names the column that cannot be read.
    """

    def parts(column: str, role: str) -> list[dict]:
        found = []
        for cell in as_list(column, row.get(column)):
            token, _, text = cell.partition("|")
            word = tokens.get(token.strip(), {})
            known = {key: word.get(key) or "" for key in ("unit", "evidence", "basis")}
            if word.get("value_type"):
                known["value_type"] = word["value_type"]
            judge = word.get("judged_by") or "officer"
            label = text.strip() or word.get("label") or token
            found.append({"token": token.strip(), "text": label, "role": role, "judged_by": judge, **known})
        return found

    data = {key: row.get(key) for key in _TEXTS}
    for key in ("item_no", "penalty_structure", "leniency_kind", "key_area", "effective_from", "effective_to"):
        data[key] = row.get(key)
    data |= {
        "legal_basis_scope": row.get("legal_basis_scope") or "1",
        "conditions": parts("conditions", "condition"),
        "exclusions": parts("exclusions", "exclusion"),
        "load_state": row.get("default_state"),
        "state": state,
        "verified": row.get("verified"),
        "text_in_force_checked": row.get("checked_text_in_force"),
        "correction_days_max": row.get("correction_days_max_suggested"),
    }
    return ItemRule.from_dict(data)
