"""Making the file of a case as long work (see :mod:`xinglongtai.core.jobs`): nothing is kept unless all of it is."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from cases.models import Case
from xinglongtai.core import jobs
from xinglongtai.core.errors import NotVisible

from ..models import CaseFileKind
from .building import build
from .bundle import pack
from .contents import Contents, gather
from .reading import Findings
from .services import WORK, casefile_keep, discard, full_for

#: Hours after which a workshop left behind by a killed process is swept.
_STALE_HOURS = 24


def register() -> None:
    """Name the two kinds of work; called when the room is ready."""
    jobs.define(WORK[CaseFileKind.PDF], _make_pdf, label="制作整卷 PDF")
    jobs.define(WORK[CaseFileKind.ARCHIVE], _make_archive, label="制作整卷 ZIP")


def workshops() -> Path:
    """Where files are put together, beside the database and not in a directory everybody reads."""
    return Path(settings.VAR_DIR) / "casefiles-making"


@contextmanager
def workshop() -> Iterator[Path]:
    """A directory that goes when the work ends, however it ends."""
    root = workshops()
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=root) as name:
        yield Path(name)


def sweep() -> int:
    """Remove workshops of processes that were killed; how many."""
    stale = [path for path in workshops().glob("*") if time.time() - path.stat().st_mtime > _STALE_HOURS * 3600]
    for path in stale:
        shutil.rmtree(path, ignore_errors=True)
    return len(stale)


def _make_pdf(work: jobs.Work) -> None:
    _make(work, CaseFileKind.PDF)


def _make_archive(work: jobs.Work) -> None:
    _make(work, CaseFileKind.ARCHIVE)


def _make(work: jobs.Work, kind: str) -> None:
    rows = Case.objects.visible_to(work.owner).select_related("party", "unit", "bureau", "handler", "co_handler")
    case = rows.filter(pk=work.params["case"]).first()
    if case is None:
        raise NotVisible("没有找到这个案件，或者它不在您的可见范围内。")
    contents, findings = gather(case, full=full_for(work.owner)), Findings()
    with workshop() as folder:
        built = build(contents, folder, findings, work.progress)
        path, sha256 = built.path, built.sha256
        if kind == CaseFileKind.ARCHIVE:
            path = folder / "whole.zip"
            sha256 = pack(contents, built, path, findings, work.progress)
        _keep(work, contents, kind, path, {"sha256": sha256, "pages": built.pages, "problems": findings.problems})


def _keep(work: jobs.Work, contents: Contents, kind: str, path: Path, made_of: dict) -> None:
    """Row, record and outcome stand in one transaction; without it the bytes go too."""
    case, row = contents.case, None
    try:
        with transaction.atomic():
            given = {"kind": kind, "full": contents.full, "up_to": contents.up_to, **made_of}
            row = casefile_keep(case=case, actor=work.owner, path=path, **given)
            words = f"{row.get_kind_display()}已制作，共{row.pages}页。"
            if row.problems:
                words += f"核对原件发现{len(row.problems)}个问题，见页面。"
            work.finish(words, reverse("pledges:casefile", args=[case.pk]), casefile=row.pk)
    except BaseException:
        if row is not None:
            discard(row)
        raise
