"""Verbs of the file of a case: ask for it, keep it, open it, tidy old ones; and the opening of a packet."""

from datetime import datetime, timedelta
from pathlib import Path

from django.core.files import File
from django.db import transaction
from django.utils import timezone

from cases.looking import Reason
from cases.models import Case
from cases.services.looking import reason_required, told
from xinglongtai.core import audit, guard, jobs, parameters
from xinglongtai.core.errors import DomainError, NotAllowed
from xinglongtai.core.models import Bureau, Job, JobState, Officer
from xinglongtai.core.roles import allowed

from ..models import CaseFile, CaseFileKind

#: Kind of long work by form of the file.
WORK = {CaseFileKind.PDF: "casefile_pdf", CaseFileKind.ARCHIVE: "casefile_zip"}
_CLOSED = (
    "这份案卷文件含有个人证件材料，只有承办人、法制机构和局负责人可以下载。请重新制作，系统会生成不含证件材料的副本。"
)


def _see(case: Case, actor: Officer) -> Case:
    """The case within what ``actor`` sees; NotVisible, or NotAllowed for who does not read cases."""
    row = Case.objects.visible_to(actor).filter(pk=case.pk).first()
    if row is None:
        raise guard.NotVisible("没有找到这个案件，或者它不在您的可见范围内。")
    guard.require(actor, "cases.view_case", "查看案卷")
    return row


def words_of(full: bool) -> str:
    """How much is inside, for people."""
    return "含个人证件材料的完整卷" if full else "不含个人证件材料的副本"


@transaction.atomic
def casefile_ask(*, case: Case, actor: Officer, kind: str, back: str = "") -> Job:
    """Begin to make the file of ``case`` as long work; asked twice, the first work goes on. ``back``: the page to return to.

    With identity papers if and only if ``actor`` may see those. DomainError for an unknown ``kind``.
    """
    case = _see(case, actor)
    if kind not in CaseFileKind.values:
        raise DomainError("请选择整卷 PDF 或者 ZIP。")
    asked = Job.objects.filter(
        kind=WORK[kind], owner=actor, params__case=case.pk, state__in=[JobState.WAITING, JobState.RUNNING]
    )
    for job in asked.order_by("-pk"):
        if jobs.going(job):
            return job
    return jobs.start(WORK[kind], {"case": case.pk, "back": back}, actor)


def full_for(actor: Officer) -> bool:
    """Whether what is made for ``actor`` holds identity papers (DOMAIN §7)."""
    return allowed(actor, "cases.view_identity")


@transaction.atomic
def casefile_keep(
    *,
    case: Case,
    actor: Officer,
    kind: str,
    full: bool,
    path: Path,
    sha256: str,
    pages: int,
    problems: list,
    up_to: int,
) -> CaseFile:
    """Take the finished file at ``path`` into the storage (it is closed on the way) and say so in the case's record. It is removed
    when that fails."""
    case = _see(case, actor)
    row = CaseFile(case=case, kind=kind, full=full, case_status=case.status, made_by=actor, up_to=up_to)
    row.sha256, row.size, row.pages, row.problems = sha256, path.stat().st_size, pages, problems
    try:
        with path.open("rb") as handle:
            row.file.save(f"whole{path.suffix}", File(handle), save=False)
        row.save()
        audit.record(
            verb="casefile_make",
            actor=actor,
            target=row,
            thread=case.thread,
            kind=row.get_kind_display(),
            pages=pages,
            words=words_of(full),
            sha256=sha256,
            problems=problems,
        )
    except BaseException:
        discard(row)
        raise
    return row


def discard(row: CaseFile) -> None:
    """Remove the stored bytes of a row whose transaction failed."""
    if row.file:
        row.file.storage.delete(row.file.name)


@transaction.atomic
def casefile_open(*, casefile: CaseFile, actor: Officer, now: datetime, reason: Reason | None = None) -> CaseFile:
    """Somebody downloads a made file: an event each time. NotAllowed without the right to what is inside.

    One with identity papers inside wants a reason, given now or stated for the case just before (ReasonNeeded): its originals bear no mark.
    """
    _see(casefile.case, actor)
    if not casefile.readable_by(actor):
        raise NotAllowed(_CLOSED)
    if not casefile.file:
        raise DomainError("这份案卷文件已经清理，请重新制作。")
    thread, why = casefile.thread, {}
    if casefile.full:
        why = told(reason_required(actor=actor, thread=thread, now=now, given=reason))
    kind = casefile.get_kind_display()
    audit.record(
        verb="casefile_open",
        actor=actor,
        target=casefile,
        thread=thread,
        kind=kind,
        words=words_of(casefile.full),
        **why,
    )
    return casefile


@transaction.atomic
def packet_open(*, case: Case, actor: Officer) -> Case:
    """Somebody takes the packet of a broken pledge as a PDF: an event."""
    case = _see(case, actor)
    audit.record(verb="packet_open", actor=actor, target=case, thread=case.thread)
    return case


def casefiles_tidy(*, bureau: Bureau) -> int:
    """Remove the bytes of files older than the parameter says, the newest of each case, form and content excepted; how many.

    Rows stay: that a file was made, by whom and with which hash, remains on record.
    """
    limit = timezone.now() - timedelta(days=parameters.value(bureau, "casefile.keep_days"))
    rows = CaseFile.objects.filter(case__bureau=bureau).exclude(file="").order_by("-pk")
    newest, removed = set(), 0
    for row in rows.only("pk", "case_id", "kind", "full", "file", "made_at").iterator():
        what = (row.case_id, row.kind, row.full)
        if what not in newest:
            newest.add(what)
        elif row.made_at < limit:
            name, storage = row.file.name, row.file.storage
            CaseFile.objects.filter(pk=row.pk).update(file="")
            storage.delete(name)
            removed += 1
    return removed
