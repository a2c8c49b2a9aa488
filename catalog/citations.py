"""Cited provisions against the registered law: does the article exist, was the law in force on the day, what does it say.

A citation keeps the label it was published with; the link to the article is found by its address each time, so that a corrected
text reaches every citation and no published row has to change. Two queries, however many citations are asked about.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from django.db.models import prefetch_related_objects

from xinglongtai.core.statements import padded, statement

from .models import Article, Citation, ItemVersion, StatuteVersion
from .status import CITATION_FAULTS, CitationRole, CitationState, LoadState, VersionState
from .statute_text import Address, read_labels

#: What an officer and a notice show: the duty and the penalty.
SHOWN = (CitationRole.VIOLATED, CitationRole.PENALTY)


@dataclass(frozen=True)
class Checked:
    """What the registered law says about one citation on a day. ``wording`` is the version it was looked up in."""

    citation: Citation
    state: CitationState
    wording: StatuteVersion | None = None
    articles: tuple[Article, ...] = ()
    passages: tuple[tuple[str, str], ...] = ()  # (label, text) of each provision named
    note: str = ""

    @property
    def faulty(self) -> bool:
        """Whether it is a fault of the citation and not only a remark."""
        return self.state in CITATION_FAULTS

    @property
    def text(self) -> str:
        """The wording of the provisions named; empty where it is not loaded."""
        return "\n".join(text for _, text in self.passages)

    @property
    def sentence(self) -> str:
        """The fault or remark with the article it is about, in Chinese."""
        return f"{self.citation.get_role_display()}{self.citation}：{self.note or self.state.label}"


@dataclass(frozen=True)
class Passage:
    """A cited provision to show: ``text`` is empty where the law is not loaded, ``remarks`` say what to mind."""

    role: str
    name: str
    text: str
    wording: StatuteVersion | None = None
    remarks: tuple[str, ...] = ()
    beside: Checked | None = None  # the wording of the day, where the cited one did not hold on it


def check(citations, on: date) -> list[Checked]:
    """The state of each citation on ``on``, in order. ``citations``: one, a list or a queryset."""
    rows = [citations] if isinstance(citations, Citation) else list(citations)
    return check_days([(row, on) for row in rows])


def check_days(pairs: Iterable[tuple[Citation, date]]) -> list[Checked]:
    """Like :func:`check` with a day of its own for each citation."""
    pairs = list(pairs)
    prefetch_related_objects([citation for citation, _ in pairs], "statute", "statute_version")
    wordings = _wordings(pairs)
    asked = [
        (citation, on, citation.statute_version or _of_day(wordings[citation.statute_id], on)) for citation, on in pairs
    ]
    loaded = _articles((wording.pk, citation.article_label) for citation, _, wording in asked if wording)
    return [
        _judge(citation, on, wording, wordings[citation.statute_id], loaded[wording.pk] if wording else [])
        for citation, on, wording in asked
    ]


def faults(version: ItemVersion, on: date) -> list[Checked]:
    """Citations of ``version`` that are wrong: no such article, or a law not in force on the day it is used from.

    What is violated and what punishes must also hold on the version's own first day; «相关条款» are remarks and never a fault.
    """
    rows = version.citations.select_related("statute", "statute_version")
    return _faulty(check_days(_days(version, rows, on)))


def _days(version: ItemVersion, rows: Iterable[Citation], on: date) -> list[tuple[Citation, date]]:
    """On which days which of ``rows`` must hold so that ``version`` can be used from ``on``."""
    rows = [row for row in rows if row.role != CitationRole.RELATED]
    used_from = first_day(version, on)
    days = [(row, used_from) for row in rows]
    if version.effective_from and version.effective_from < used_from:
        days += [(row, version.effective_from) for row in rows if row.role in SHOWN]
    return days


def _faulty(checked: Iterable[Checked]) -> list[Checked]:
    """The wrong ones, each said once."""
    return list({each.sentence: each for each in checked if each.faulty}.values())


def first_day(version: ItemVersion, on: date) -> date:
    """The first day from ``on`` on which ``version`` is used."""
    return max(version.effective_from or on, on)


def blocks(version: ItemVersion) -> bool:
    """Whether wrong citations forbid publishing: only where the item could be applied without a legal review (可用)."""
    return version.load_state == LoadState.ENABLED


def publication_gate(version: ItemVersion, on: date) -> list[str]:
    """The gate before submitting and publishing (see :mod:`catalog.services.gates`)."""
    return [checked.sentence for checked in faults(version, on)] if blocks(version) else []


def publication_gates(versions: Iterable[ItemVersion], on: date) -> dict[int, list[str]]:
    """:func:`publication_gate` of each version by its id, in two queries; the versions come with their citations."""
    asked = {version.pk: _days(version, version.citations.all(), on) for version in versions if blocks(version)}
    looked = iter(check_days([pair for days in asked.values() for pair in days]))
    return {pk: [each.sentence for each in _faulty(islice(looked, len(days)))] for pk, days in asked.items()}


def remarks(versions: Iterable[ItemVersion], on: date) -> dict[int, list[str]]:
    """Version id → what to mind before submitting or publishing although it forbids nothing; three queries.

    Laws whose text is not loaded, and wrong citations that do not block (须法制审核, 停用, 相关条款).
    """
    by_pk = {version.pk: version for version in versions}
    rows = Citation.objects.filter(version__in=by_pk).select_related("statute", "statute_version").order_by("pk")
    checked = check_days([(row, first_day(by_pk[row.version_id], on)) for row in rows])
    found: dict[int, list[str]] = {pk: [] for pk in by_pk}
    unread: dict[int, dict[str, None]] = {pk: {} for pk in by_pk}
    for each in checked:
        row = each.citation
        if each.faulty and (row.role == CitationRole.RELATED or not blocks(by_pk[row.version_id])):
            found[row.version_id].append(each.sentence)
        elif not each.faulty and not each.text:
            unread[row.version_id][str(row.statute)] = None
    for pk, titles in unread.items():
        if titles:
            found[pk].append(f"没有核对条文：{'、'.join(titles)}未载入文本")
    return found


def troubled(versions, on: date) -> set[int]:
    """Ids of the versions (drafts, pending, published) with a wrong citation; three queries for the whole list."""
    rows = list(versions.exclude(state=VersionState.RETIRED).values_list("pk", "effective_from"))
    days = {pk: max(start or on, on) for pk, start in rows}
    cited = Citation.objects.filter(version__in=versions.exclude(state=VersionState.RETIRED).order_by().values("pk"))
    pairs = [(row, days[row.version_id]) for row in cited.select_related("statute", "statute_version")]
    return {checked.citation.version_id for checked in check_days(pairs) if checked.faulty}


def article_texts(version: ItemVersion, on: date | None = None, roles=SHOWN) -> list[tuple[str, str, str]]:
    """(role label, 《title》label, text) of the provisions ``version`` rests on; text empty where the law is not loaded.

    ``on`` is the day of the act; it matters only where the citation names no wording.
    """
    day = on or version.effective_from or date.max
    found = passages([(version, day)], roles=roles)[version.pk, day]
    return [(passage.role, passage.name, passage.text) for passage in found]


def passages(pairs, roles=SHOWN) -> dict[tuple[int, date], list[Passage]]:
    """(version id, day) → its provisions for pages. ``pairs`` are (version, day of the act); a fixed number of queries.

    Where the cited wording was not in force on that day, the text that was stands beside it.
    """
    keys = list(dict.fromkeys((version.pk, on) for version, on in pairs))
    cited = _citations(*padded(sorted({pk for pk, _ in keys})), roles=tuple(roles))
    rows = defaultdict(list)
    for row in sorted(cited, key=lambda row: (CitationRole.values.index(row.role), row.pk)):
        rows[row.version_id].append(row)
    asked = [(row, on) for pk, on in keys for row in rows[pk]]
    checked = check_days(asked)
    beside = _beside(
        [
            (row, on)
            for (row, on), each in zip(asked, checked, strict=True)
            if each.wording and not each.wording.covers(on)
        ]
    )
    found: dict[tuple[int, date], list[Passage]] = {key: [] for key in keys}
    for (row, on), each in zip(asked, checked, strict=True):
        found[row.version_id, on].append(passage_of(each, beside.get((row.pk, on))))
    return found


@statement
def _citations(*versions, roles):
    rows = Citation.objects.filter(version__in=versions, role__in=roles).order_by()
    return rows.select_related("statute", "statute_version")


def _beside(strays: list[tuple[Citation, date]]) -> dict[tuple[int, date], Checked]:
    """What the wording in force on the day says under the same number, for citations whose own wording was not."""
    unnamed = []
    for row, on in strays:
        copy = Citation(pk=row.pk, version_id=row.version_id, role=row.role, article_label=row.article_label)
        copy.statute = row.statute
        unnamed.append((copy, on))
    looked = check_days(unnamed) if unnamed else []
    return {(row.pk, on): each for (row, on), each in zip(unnamed, looked, strict=True) if each.text}


def passage_of(checked: Checked, beside: Checked | None = None) -> Passage:
    """A checked citation for showing; ``beside`` is what the wording of the day says under the same number."""
    remarks = []
    if checked.wording and not checked.text:
        remarks.append("没有该条，请报法制人员核对" if checked.state == CitationState.MISSING else "条文未载入")
    elif not checked.wording:
        remarks.append("条文未载入")
    if checked.state == CitationState.NOT_IN_FORCE:
        remarks.append(checked.note)
    name = str(checked.citation)
    role = checked.citation.get_role_display()
    return Passage(role, name, checked.text, checked.wording, tuple(remarks), beside)


def _wordings(pairs) -> dict[int, list[StatuteVersion]]:
    """Statute id → its wordings, oldest first."""
    found = defaultdict(list)
    for row in _versions(*padded(sorted({citation.statute_id for citation, _ in pairs}))):
        found[row.statute_id].append(row)
    return found


@statement
def _versions(*statutes):
    return StatuteVersion.objects.filter(statute__in=statutes).order_by("effective_from")


def _of_day(wordings: list[StatuteVersion], on: date) -> StatuteVersion | None:
    return next((row for row in reversed(wordings) if row.covers(on)), None)


def _articles(asked: Iterable[tuple[int, str]]) -> dict[int, list[Article]]:
    """Wording id → the provisions of the 条 asked for."""
    wanted = defaultdict(set)
    for wording, label in asked:
        wanted[wording].update(address.article for address in read_labels(label) if address.article <= _LAST_ARTICLE)
    wordings, numbers = padded(sorted(wanted)), padded(sorted(set().union(*wanted.values())))
    found = defaultdict(list)
    for row in _parts(*wordings, *numbers, many=len(wordings)) if numbers else ():
        if row.number in wanted[row.version_id]:
            found[row.version_id].append(row)
    return found


#: No law counts further, and no column does.
_LAST_ARTICLE = 100_000


@statement
def _parts(*keys, many):
    """The provisions of the first ``many`` keys (wordings) whose numbers are among the others."""
    return Article.objects.filter(version__in=keys[:many], number__in=keys[many:]).order_by("sort", "pk")


def _judge(citation, on: date, wording, wordings, articles) -> Checked:
    if wording is None:
        return Checked(citation, CitationState.NO_VERSION, note="未指定版本，当日也没有登记有效的文本")
    addresses = read_labels(citation.article_label)
    by_key = {row.key: row for row in articles}
    rows = [_find(address, by_key) for address in addresses]
    found = tuple(row for row in rows if row)
    parts = tuple((row.label, _shown(row, by_key)) for row in found)
    whole = wording.text_loaded_at is not None
    state, note = CitationState.FOUND, ""
    if citation.article_label and whole and (len(found) < len(rows) or not rows):
        what = "条款写法无法识别" if not rows else "没有该条"
        state, note = CitationState.MISSING, f"{what}（按 {wording.version_date:%Y-%m-%d} 公布的文本）"
    elif not wording.covers(on):
        state, note = CitationState.NOT_IN_FORCE, _out_of_force(wording, wordings, on)
    elif citation.statute_version_id is None:
        state, note = CitationState.NO_VERSION, f"未指定版本，按 {wording.version_date:%Y-%m-%d} 公布的文本查看"
    elif len(found) < len(rows) or not (rows or whole):
        state = CitationState.NO_TEXT
    return Checked(citation, state, wording, found, parts, note)


def _out_of_force(wording: StatuteVersion, wordings: list[StatuteVersion], on: date) -> str:
    if on < wording.effective_from:
        said = f"{wording.version_date:%Y-%m-%d} 公布的文本自 {wording.effective_from:%Y-%m-%d} 起施行，{on:%Y-%m-%d} 尚未施行"
    else:
        said = f"{wording.version_date:%Y-%m-%d} 公布的文本已于 {wording.effective_to:%Y-%m-%d} 失效"
    other = _of_day(wordings, on)
    return f"{said}；当日有效的是 {other.version_date:%Y-%m-%d} 公布的文本，条号可能不同" if other else said


def _find(address: Address, by_key: dict[str, Article]) -> Article | None:
    """The provision at ``address``; an item whose 款 is not named must stand in one 款 only."""
    if not address.item or address.paragraph:
        return by_key.get(address.key)
    count = sum(key.startswith(f"{address.top.key}.") and key.count(".") == 1 for key in by_key)
    holders = [row for n in range(1, count + 1) if (row := by_key.get(address.within(n).key))]
    return holders[0] if len(holders) == 1 else by_key.get(address.key)


def _shown(row: Article, by_key: dict[str, Article]) -> str:
    """The words of a provision; an item comes with the sentence it completes."""
    chain, key = [row], row.key
    while "." in key:
        key = key.rpartition(".")[0]
        if "." in key and key in by_key:
            chain.insert(0, by_key[key])
    above = [f"{part.mark}{part.text.partition(chr(10))[0]}" for part in chain[:-1]]
    return "\n".join([*above, f"{row.mark}{row.text}"])
