"""Importing the text of a law: first a plan that says what would happen, then one transaction that does it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils import timezone

from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError
from xinglongtai.core.guard import require

from ..models import Article, Citation, Statute, StatuteVersion
from ..status import ArticleLevel, StatuteKind, TextOutcome, VersionState
from ..statute_text import Change, LawText, TextFacts, differences, read_labels
from .batches import clean_or_refuse
from .statutes import ONE_DAY, close_predecessors, predecessors, thread, version_problem
from .watch import law_changes_note

IMPORT = "catalog.add_statuteversion"
TOP = (ArticleLevel.ARTICLE, ArticleLevel.SECTION)
_DEPTH = {"article": 0, "section": 0, "paragraph": 1, "subparagraph": 2, "point": 3}
_RECORDED = 60


@dataclass
class TextPlan:
    """What importing one text means. ``faults`` forbid it; ``remarks`` are to be read before confirming.

    ``changes`` are the 条 that differ from the loaded text, ``cited`` the citations of a changed 条, ``lost`` those whose provision
    the new text does not have.
    """

    facts: TextFacts
    text: LawText
    outcome: str = TextOutcome.NEW_STATUTE
    statute: Statute | None = None
    version: StatuteVersion | None = None
    faults: list[str] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    cited: list[Citation] = field(default_factory=list)
    lost: list[Citation] = field(default_factory=list)
    closes: list[tuple[StatuteVersion, date]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The law and the date of the text, for messages."""
        return f"《{self.facts.title or '未填名称'}》（{self.facts.version_date or '未填日期'}）"


@dataclass(frozen=True)
class TextEntry:
    """A text with its confirmed facts; ``source`` is the name of the file it came from."""

    facts: TextFacts
    text: LawText
    source: str = ""


def kind_of(word: str) -> str:
    """The rank a word names («行政法规» or «regulation»); empty when it names none."""
    by_label = {label: value for value, label in StatuteKind.choices}
    return by_label.get(word.strip(), word.strip() if word.strip() in StatuteKind.values else "")


def text_plan(facts: TextFacts, text: LawText) -> TextPlan:
    """What an import would do. Writes nothing; a fixed number of queries."""
    plan = TextPlan(facts=facts, text=text, faults=list(text.faults), remarks=list(text.warnings))
    plan.statute = Statute.objects.filter(title=facts.title).first()
    plan.faults += _missing_facts(plan)
    if plan.statute and facts.version_date:
        plan.version = plan.statute.versions.filter(version_date=facts.version_date).first()
    if plan.version:
        _compare(plan)
    elif not plan.faults:
        plan.outcome = TextOutcome.NEW_VERSION if plan.statute else TextOutcome.NEW_STATUTE
        row = _new_version(plan)
        if problem := version_problem(row):
            plan.faults.append(problem[1])
        plan.closes = [(other, row.effective_from - ONE_DAY) for other in predecessors(row)]
        _tell_who_cites(plan)
    return plan


@transaction.atomic
def statute_text_import(*, entry: TextEntry, actor, on: date) -> TextPlan:
    """Import one text. See :func:`statute_texts_import`."""
    return statute_texts_import(entries=[entry], actor=actor, on=on)[0]


@transaction.atomic
def statute_texts_import(*, entries: Iterable[TextEntry], actor, on: date) -> list[TextPlan]:
    """Import texts, all or none, older ones first; returns what became of each.

    A text already there changes nothing; a corrected one replaces the provisions of that version only; dates of a registered
    version are never touched. Raises NotAllowed; DomainError that names the text and its faults.
    """
    require(actor, IMPORT, "导入法规文本")
    entries = sorted(entries, key=lambda entry: (entry.facts.title, entry.facts.version_date or date.min))
    titles = {entry.facts.title for entry in entries}
    list(Statute.objects.select_for_update().filter(title__in=titles))
    done = [_import_one(entry, actor) for entry in entries]
    fresh = [p.statute for p in done if p.outcome in (TextOutcome.NEW_STATUTE, TextOutcome.NEW_VERSION)]
    if fresh:
        law_changes_note(on=on, actor=actor, statutes=fresh)
    return done


def _import_one(entry: TextEntry, actor) -> TextPlan:
    plan = text_plan(entry.facts, entry.text)
    if plan.faults:
        raise DomainError(f"{plan.name}不能导入：{'；'.join(plan.faults)}", faults=plan.faults)
    if plan.outcome == TextOutcome.SAME:
        return plan
    if plan.statute is None:
        short = entry.facts.short_title if entry.facts.short_title != entry.facts.title else ""
        plan.statute = Statute(title=entry.facts.title, short_title=short, kind=kind_of(entry.facts.kind))
        clean_or_refuse(plan.statute)
        plan.statute.save()
    if plan.version is None:
        plan.version = _new_version(plan)
        close_predecessors(plan.version, actor)
    plan.version.text_source = entry.source[:200]
    plan.version.text_sha256 = entry.text.digest()
    plan.version.text_loaded_at = timezone.now()
    plan.version.save()
    plan.version.articles.all().delete()
    _write(plan.version, entry.text)
    counts = entry.text.counts()
    audit.record(
        verb="statute_text_import",
        actor=actor,
        target=plan.version,
        thread=thread(plan.statute.pk),
        title=str(plan.version),
        outcome=TextOutcome(plan.outcome).label,
        source=plan.version.text_source,
        sha256=plan.version.text_sha256,
        counts=counts,
        articles=len(entry.text.articles),
        changed=[change.label for change in plan.changes[:_RECORDED]],
        changed_number=len(plan.changes),
    )
    return plan


def _write(version: StatuteVersion, text: LawText) -> None:
    """Every provision of a text, level by level so that each finds its parent."""
    ids: dict[str, int] = {}
    for depth in range(4):
        rows = [
            Article(
                version=version,
                parent_id=ids.get(_parent_key(piece.key)) if depth else None,
                level=piece.level,
                key=piece.key,
                label=piece.label,
                number=piece.address.article,
                sort=sort,
                heading=piece.heading,
                text=piece.text,
            )
            for sort, piece in enumerate(text.pieces, 1)
            if _DEPTH[piece.level] == depth
        ]
        ids |= {row.key: row.pk for row in Article.objects.bulk_create(rows, batch_size=500)}


def _parent_key(key: str) -> str:
    return key.rpartition(".")[0]


def _missing_facts(plan: TextPlan) -> list[str]:
    facts, found = plan.facts, []
    if not facts.title:
        found.append("没有填写法规名称")
    if facts.version_date is None:
        found.append("没有填写公布（修改）日期")
    if plan.statute is None and not kind_of(facts.kind):
        found.append(f"效力级别“{facts.kind}”不是已有的级别" if facts.kind else "没有选择效力级别")
    registered = plan.statute and plan.statute.versions.filter(version_date=facts.version_date).exists()
    if facts.effective_from is None and not registered:
        found.append("没有填写施行日期")
    return found


def _new_version(plan: TextPlan) -> StatuteVersion:
    facts = plan.facts
    return StatuteVersion(
        statute=plan.statute or Statute(),
        version_date=facts.version_date,
        effective_from=facts.effective_from,
        effective_to=facts.effective_to,
        note=facts.note[:300],
    )


def _tell_who_cites(plan: TextPlan) -> None:
    """A new wording of a cited law: how many published items rest on the other ones."""
    cited = (
        Citation.objects.filter(statute=plan.statute, version__state=VersionState.PUBLISHED) if plan.statute else None
    )
    if cited is not None and (number := cited.values("version__item").distinct().count()):
        plan.remarks.append(f"有 {number} 条已发布事项引用这部法规的其他文本，导入后请到“法规变动”逐条处理。")


def _compare(plan: TextPlan) -> None:
    """A version that is registered already: is the text there, the same, or another; and does the file tell other dates."""
    version, facts = plan.version, plan.facts
    for name in ("effective_from", "effective_to"):
        told, kept = getattr(facts, name), getattr(version, name)
        if told and told != kept:
            label = version._meta.get_field(name).verbose_name
            plan.remarks.append(
                f"已登记的{label}是 {kept or '空'}，这里给的是 {told}：以登记的为准；要改请到法规版本页。"
            )
    if version.text_loaded_at is None:
        plan.outcome = TextOutcome.LOADED
        if typed := version.articles.count():
            plan.remarks.append(f"手工录入的 {typed} 条条文将被全文代替。")
    elif version.text_sha256 == plan.text.digest():
        plan.outcome = TextOutcome.SAME
        return
    else:
        plan.outcome = TextOutcome.REPLACED
    rows = version.articles.filter(level__in=TOP).order_by("sort").values_list("key", "label", "text")
    old = {key: (label, words) for key, label, words in rows}
    if plan.outcome == TextOutcome.REPLACED:
        plan.changes = differences(old, {p.key: (p.label, p.text) for p in plan.text.articles})
    changed = {change.key for change in plan.changes}
    keys = {piece.key for piece in plan.text.pieces}
    holders = {(p.address.top, p.address.item, p.address.point) for p in plan.text.pieces if p.address.item}
    for citation in version.citations.select_related("version__item", "statute").order_by("pk"):
        addresses = read_labels(citation.article_label)
        if any(address.top.key in changed for address in addresses):
            plan.cited.append(citation)
        gone = [
            address
            for address in addresses
            if address.key not in keys
            and (address.paragraph or (address.top, address.item, address.point) not in holders)
        ]
        if gone and citation.version.state != VersionState.RETIRED:
            plan.lost.append(citation)
