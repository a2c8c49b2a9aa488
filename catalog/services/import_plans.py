"""What a line of a file would do, without doing it: new, changed (old → new), same, or refused with every reason."""

from dataclasses import dataclass, field

from django.core.exceptions import ValidationError

from ..models import Batch, Item, ItemVersion, SourceList
from ..rows import HEADER_OF_FIELD, CatalogRow, CitedArticle, RowRefused
from ..status import CitationRole, LoadState, TokenRole, VersionState, stricter
from .import_stock import Stock

NEW, UPDATED, UNCHANGED = "new", "update", "skip"
#: Which columns of a file speak for which citations and conditions; those a file does not have leave theirs alone.
_ROLE_COLUMNS = {
    CitationRole.VIOLATED: "violated_law",
    CitationRole.PENALTY: "penalty_law",
    CitationRole.LENIENCY: "leniency_basis",
    CitationRole.RELATED: "related_basis",
}
_TOKEN_COLUMNS = {TokenRole.CONDITION: "conditions", TokenRole.EXCLUSION: "exclusions"}
_BY_SERVICE = ("item", "batch", "source_list", "edited_by", "submitted_by", "published_by", "retired_by")
_NOTE = 600


@dataclass
class Plan:
    """What one line means. ``cited``: (role, statute, statute version, label); ``tokens``: (token, wording)."""

    kind: str
    row: CatalogRow
    newest: ItemVersion | None
    values: dict
    source_list: SourceList | None
    cited: list[tuple]
    tokens: list[tuple]
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def plan_row(stock: Stock, row: CatalogRow, citations: list[CitedArticle] | None = None) -> Plan:
    """Compare a line with what stands. ``citations`` replace those read from the columns.

    Raises :class:`RowRefused` with every reason for statutes, words, batches or items that do not fit.
    """
    item, newest = stock.items.get(row.number), stock.newest_of(row.number)
    reasons: list[str] = []
    cited = _collect(reasons, _cited, stock, row, newest, citations) or []
    tokens = _collect(reasons, _tokens, stock, row, newest) or []
    source = _collect(reasons, _source, stock, row, newest)
    if item and "domain" in row.given and item.domain != row.domain:
        reasons.append(f"事项 {row.number} 的领域是“{item.domain}”，与文件中的“{row.domain}”不一致")
    if newest and newest.state == VersionState.PENDING:
        reasons.append(f"事项 {row.number} 第{newest.version_no}版正在待审，请先审核或退回草稿")
    values, notes = _values(row, newest, reasons)
    if not item:
        reasons += _faults(Item(number=row.number, domain=row.domain), ["bureau"])
    if row.batch and row.batch not in stock.batches:
        reasons += _faults(Batch(name=row.batch, sequence=1), ["bureau"])
    reasons += _faults(ItemVersion(**values), _BY_SERVICE if newest is None else _untouched(values))
    if reasons:
        raise RowRefused(list(dict.fromkeys(reasons)))
    plan = Plan(NEW, row, newest, values, source, cited, tokens, [], notes)
    if newest:
        plan.changes = _changes(plan)
        plan.kind = UPDATED if plan.changes else UNCHANGED
        if plan.changes and newest.frozen:
            notes.append(f"第{newest.version_no}版{newest.get_state_display()}，改动写入新的草稿")
    return plan


def _collect(reasons: list[str], read, *args):
    try:
        return read(*args)
    except RowRefused as refusal:
        reasons += refusal.reasons
        return None


def _untouched(values: dict) -> list[str]:
    return [field.name for field in ItemVersion._meta.concrete_fields if field.name not in values]


def _faults(row, exclude) -> list[str]:
    try:
        row.clean_fields(exclude=exclude)
    except ValidationError as error:
        return [
            f"“{row._meta.get_field(name).verbose_name}”{text}"
            for name, found in error.message_dict.items()
            for text in found
        ]
    return []


def _source(stock: Stock, row: CatalogRow, newest: ItemVersion | None) -> SourceList | None:
    if newest and "source_list" not in row.given:
        return newest.source_list
    return stock.source(row.source_list)


def _cited(stock: Stock, row: CatalogRow, newest, citations) -> list[tuple]:
    wanted = row.citations if citations is None else citations
    found, reasons = _kept(row, newest) if newest and citations is None else [], []
    for citation in wanted:
        statute = stock.statutes.get(citation.title)
        if statute is None:
            reasons.append(f"法规库中没有《{citation.title}》，请先在“法规”中登记")
            continue
        day = citation.version_date
        fits = [v for v in statute.versions.all() if (v.version_date == day if day else v.covers(stock.on))]
        if day and not fits:
            reasons.append(f"法规库中没有《{citation.title}》{day:%Y-%m-%d} 的版本，请先登记")
        if len(citation.label) > 60:
            reasons.append(f"条款“{citation.label[:30]}……”超过 60 个字")
        found.append((str(citation.role), statute.pk, fits[0].pk if fits else None, citation.label))
    if reasons:
        raise RowRefused(reasons)
    return found


def _kept(row: CatalogRow, newest: ItemVersion) -> list[tuple]:
    """Citations of the roles the file says nothing about."""
    silent = {role.value for role, column in _ROLE_COLUMNS.items() if column not in row.given}
    return [
        (c.role, c.statute_id, c.statute_version_id, c.article_label)
        for c in newest.citations.all()
        if c.role in silent
    ]


def _tokens(stock: Stock, row: CatalogRow, newest) -> list[tuple]:
    reasons, found = [], {}
    silent = {role.value for role, column in _TOKEN_COLUMNS.items() if column not in row.given}
    for condition in newest.conditions.all() if newest else ():
        if condition.token.role in silent:
            found[condition.token_id] = condition.text
    for name, text, role in row.tokens:
        token = stock.tokens.get(name)
        if token is None:
            reasons.append(f"没有名为“{name}”的条件词，请先在“条件词”中登记")
        elif token.role != role:
            reasons.append(f"“{name}”是{TokenRole(token.role).label}，不能写在“{TokenRole(role).label}”一栏")
        elif len(text) > 200:
            reasons.append(f"条件“{name}”的表述超过 200 个字")
        else:
            found[token.pk] = text
    if reasons:
        raise RowRefused(reasons)
    return list(found.items())


def _values(row: CatalogRow, newest: ItemVersion | None, reasons: list[str]) -> tuple[dict, list[str]]:
    """The fields to write: never freer than they were, free text in the note, such items under legal review."""
    values, notes = dict(row.values), []
    wanted = values.get("load_state") or (newest.load_state if newest else LoadState.REVIEW)
    state = stricter(newest.load_state, wanted) if newest else wanted
    if state != wanted:
        notes.append(f"使用状态保持“{LoadState(state).label}”：导入不能放宽，请由法制人员在后台修改")
    if row.texts and state == LoadState.ENABLED:
        state = LoadState.REVIEW
        notes.append("适用条件是文字，不能由系统判断，使用状态改为“须法制审核”")
    if "load_state" in values or state != wanted:
        values["load_state"] = state
    if row.texts:
        values["note"] = _note(row, newest)
        if len(values["note"]) > _NOTE:
            reasons.append(f"适用条件、排除情形的文字连同备注共 {len(values['note'])} 个字，超过 {_NOTE} 个字，请精简")
            values["note"] = ""
    return values, notes


def _note(row: CatalogRow, newest: ItemVersion | None) -> str:
    """The note with the free text below it, each on a line of its own and not twice."""
    heads = {name: f"{name}（原文）：" for name in row.texts}
    base = row.values.get("note", newest.note if newest else "")
    kept = [line for line in base.split("\n") if line and not line.startswith(tuple(heads.values()))]
    return "\n".join([*kept, *(f"{heads[name]}{text}" for name, text in row.texts.items())])


def _changes(plan: Plan) -> list[tuple[str, str, str]]:
    version, changes = plan.newest, []
    if plan.row.batch and version.batch.name != plan.row.batch:
        changes.append(("批次", str(version.batch), plan.row.batch))
    if plan.source_list != version.source_list:
        changes.append(("清单来源", str(version.source_list or ""), str(plan.source_list or "")))
    for name, new in plan.values.items():
        old = getattr(version, name)
        if old != new:
            changes.append((HEADER_OF_FIELD[name], shown(version, name, old), shown(version, name, new)))
    old_cited = [(c.role, c.statute_id, c.statute_version_id, c.article_label) for c in version.citations.all()]
    if sorted(old_cited, key=str) != sorted(plan.cited, key=str):
        changes.append(("引用条款", f"{len(old_cited)} 条", f"{len(plan.cited)} 条"))
    old_tokens = [(c.token_id, c.text) for c in version.conditions.all()]
    if old_tokens != plan.tokens:
        changes.append(("适用条件", f"{len(old_tokens)} 项", f"{len(plan.tokens)} 项"))
    return changes


def shown(version: ItemVersion, name: str, value) -> str:
    """A field's value as people read it."""
    choices = dict(version._meta.get_field(name).flatchoices)
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(choices.get(value, "" if value is None else value))
