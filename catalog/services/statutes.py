"""Statutes and their wordings: registering, correcting, removing. What items on the list cite keeps its name and its date."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.text import capfirst

from xinglongtai.core import audit
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.guard import require, visible_row

from ..models import Article, Citation, Statute, StatuteVersion
from ..status import ArticleLevel, VersionState
from ..statute_text import read_label
from .batches import clean_or_refuse
from .watch import statute_changed

ONE_DAY = timedelta(days=1)
#: No law is known to start or end in or after this year; «9999-12-31» means that there is no end.
FAR = 2200
KEPT = "已有待审、已发布或已失效的清单事项引用，{what}不能改。"
_LEVELS = (
    ("point", ArticleLevel.POINT),
    ("item", ArticleLevel.SUBPARAGRAPH),
    ("paragraph", ArticleLevel.PARAGRAPH),
)


def cited_by_published(**lookup) -> bool:
    """Whether an item version that is no draft cites it; ``lookup`` is a filter on citations."""
    return Citation.objects.filter(**lookup).exclude(version__state=VersionState.DRAFT).exists()


@transaction.atomic
def statute_save(*, statute: Statute, actor, fields=()) -> Statute:
    """Register a statute or correct it. Title and rank stay once an item on the list cites it.

    Raises NotAllowed, NotVisible, TransitionRefused, DomainError (bad values).
    """
    adding = statute.pk is None
    require(actor, f"catalog.{'add' if adding else 'change'}_statute", "登记、修改法规")
    statute.title = statute.title.strip().strip("《》")
    if not adding:
        stored = visible_row(Statute.objects.all(), statute.pk)
        if (stored.title, stored.kind) != (statute.title, statute.kind) and cited_by_published(statute=stored):
            raise TransitionRefused(KEPT.format(what="名称和效力级别") + "改名的法规请另行登记。", field="title")
    clean_or_refuse(statute)
    statute.save()
    _record(statute, actor, str(statute), fields)
    return statute


def version_problem(version: StatuteVersion) -> tuple[str, str] | None:
    """(field, why) when a wording cannot be registered so beside the other wordings of its statute."""
    if version.effective_to and version.effective_to < version.effective_from:
        return "effective_to", "失效日期不能早于施行日期。"
    for name in ("effective_from", "effective_to"):
        day = getattr(version, name)
        if day and day.year >= FAR:
            return name, "日期太远，请核对；现行有效的，失效日期留空。"
    if version.effective_from < version.version_date:
        return "effective_from", "施行日期不能早于公布（修改）日期。"
    for other in _others(version):
        if not _overlap(version, other) or _gives_way(other, version):
            continue
        span = f"{other.effective_from} 至 {other.effective_to or '今'}"
        if other.effective_from > version.effective_from and version.effective_to is None:
            last = other.effective_from - ONE_DAY
            return (
                "effective_to",
                f"后来的文本（{other.version_date} 公布）自 {other.effective_from} 起施行，失效日期请填 {last}。",
            )
        return "effective_from", f"有效期与 {other.version_date} 公布的文本（{span}）重叠，请核对施行和失效日期。"
    return None


def predecessors(version: StatuteVersion) -> list[StatuteVersion]:
    """Wordings without an end that end because ``version`` takes their place."""
    return [other for other in _others(version) if _overlap(version, other) and _gives_way(other, version)]


@transaction.atomic
def statute_version_save(*, version: StatuteVersion, actor, on: date, fields=()) -> StatuteVersion:
    """Register a wording or correct its dates; an open-ended earlier wording ends the day before it starts.

    A wording cited on the list keeps its statute and its date of promulgation, and does not start after an item that rests on it.
    Afterwards the law watch looks what follows. Raises NotAllowed, NotVisible, TransitionRefused, DomainError.
    """
    adding = version.pk is None
    require(actor, f"catalog.{'add' if adding else 'change'}_statuteversion", "登记、修改法规版本")
    visible_row(Statute.objects.all(), version.statute_id)
    if not adding:
        _refuse_cited(visible_row(StatuteVersion.objects.all(), version.pk), version)
    clean_or_refuse(version)
    if problem := version_problem(version):
        raise DomainError(problem[1], field=problem[0])
    close_predecessors(version, actor)
    version.save()
    _record(version, actor, str(version), fields)
    statute_changed(statute=version.statute, actor=actor, on=on)
    return version


def close_predecessors(version: StatuteVersion, actor) -> list[StatuteVersion]:
    """End the wordings ``version`` replaces, with a record. Caller's transaction."""
    closed = predecessors(version)
    for other in closed:
        other.effective_to = version.effective_from - ONE_DAY
        other.save(update_fields=["effective_to"])
        audit.record(
            verb="statute_version_close",
            actor=actor,
            target=other,
            thread=thread(other.statute_id),
            title=str(other),
            effective_to=other.effective_to,
        )
    return closed


@transaction.atomic
def statute_delete(*, statute: Statute, actor) -> None:
    """Remove a statute without wordings that nothing cites. Raises NotAllowed, NotVisible, TransitionRefused."""
    require(actor, "catalog.delete_statute", "删除法规")
    statute = visible_row(Statute.objects.all(), statute.pk)
    if statute.citations.exists():
        raise TransitionRefused(f"{statute}有清单事项引用，不能删除。")
    if statute.versions.exists():
        raise TransitionRefused(f"{statute}还有登记的版本，不能删除。请先逐个删除没有被引用的版本。")
    _record(statute, actor, str(statute), ["删除"])
    statute.delete()


@transaction.atomic
def statute_version_delete(*, version: StatuteVersion, actor, on: date) -> None:
    """Remove a wording nothing cites, with its text. Raises NotAllowed, NotVisible, TransitionRefused."""
    require(actor, "catalog.delete_statuteversion", "删除法规版本")
    version = visible_row(StatuteVersion.objects.all(), version.pk)
    if version.citations.exists() or version.changes.exists():
        raise TransitionRefused(f"{version}有清单事项引用或法规变动记录，不能删除。")
    _record(version, actor, str(version), ["删除"])
    version.delete()
    statute_changed(statute=version.statute, actor=actor, on=on)


@transaction.atomic
def article_save(*, article: Article, actor) -> Article:
    """Type in or correct one provision by hand, where no whole text was imported. Its address is read from the label.

    Raises NotAllowed, TransitionRefused (text imported), DomainError (label that names no single provision).
    """
    require(actor, f"catalog.{'add' if article.pk is None else 'change'}_article", "登记条文")
    _refuse_imported(article)
    address = read_label(article.label)
    if address is None:
        raise DomainError(f"条款“{article.label}”写法无法识别，请写成 第四十八条第一款第（三）项。", field="label")
    article.label, article.key, article.number = address.label, address.key, address.article
    article.level = next((level for name, level in _LEVELS if getattr(address, name)), ArticleLevel.ARTICLE)
    article.sort = article.sort or address.article * 1000 + address.branch
    clean_or_refuse(article)
    article.save()
    _record(article.version, actor, str(article.version), [article.label])
    return article


@transaction.atomic
def article_delete(*, article: Article, actor) -> None:
    """Take away a provision typed in by hand. Raises NotAllowed, TransitionRefused (text imported)."""
    require(actor, "catalog.delete_article", "删除条文")
    _refuse_imported(article)
    _record(article.version, actor, str(article.version), [f"删除{article.label}"])
    article.delete()


def thread(statute_id: int) -> str:
    """The audit thread that gathers the history of a statute."""
    return f"statute:{statute_id}"


def _refuse_imported(article: Article) -> None:
    version = visible_row(StatuteVersion.objects.all(), article.version_id)
    if version.text_loaded_at:
        raise TransitionRefused("这个版本的全文是导入的，不能逐条修改。请改正文件后重新导入，系统会列出差异。")


def _refuse_cited(stored: StatuteVersion, version: StatuteVersion) -> None:
    changed = (stored.statute_id, stored.version_date) != (version.statute_id, version.version_date)
    if changed and cited_by_published(statute_version=stored):
        raise TransitionRefused(KEPT.format(what="所属法规和公布（修改）日期"), field="version_date")
    if version.effective_from > stored.effective_from:
        rests = Citation.objects.filter(statute_version=stored, version__effective_from__lt=version.effective_from)
        first = rests.exclude(version__state=VersionState.DRAFT).select_related("version__item").first()
        if first:
            name = f"{first.version.item.number} 第{first.version.version_no}版"
            raise TransitionRefused(
                f"事项 {name}自 {first.version.effective_from} 起施行并引用这个文本，施行日期不能改到它之后。请先处理该事项。",
                field="effective_from",
            )


def _others(version: StatuteVersion):
    return StatuteVersion.objects.filter(statute_id=version.statute_id).exclude(pk=version.pk).order_by("version_date")


def _overlap(one: StatuteVersion, other: StatuteVersion) -> bool:
    start = max(one.effective_from, other.effective_from)
    return all(row.effective_to is None or start <= row.effective_to for row in (one, other))


def _gives_way(other: StatuteVersion, version: StatuteVersion) -> bool:
    return other.effective_to is None and other.effective_from < version.effective_from


def _record(row, actor, title: str, fields) -> None:
    statute_id = row.pk if isinstance(row, Statute) else row.statute_id
    names = {f.name: capfirst(str(f.verbose_name)) for f in row._meta.concrete_fields}
    words = [names.get(name, name) for name in fields]
    audit.record(verb="statute_save", actor=actor, target=row, thread=thread(statute_id), title=title, fields=words)
