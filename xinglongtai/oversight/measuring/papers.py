"""Letters and papers set here and now, through the press that issues them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pikepdf
from django.db import transaction

from pledges import letter
from pledges.management.commands.bench_letters import sample
from pledges.papers.selectors import papers_of
from pledges.papers.services import letter_with_papers
from xinglongtai.core import documents, typesetting
from xinglongtai.core.web import today

from . import stage
from .figures import Figure, Run, clocked, figure, now_mb, of_times, peak_mb

WHAT = "one letter, the papers of a moment, many letters in one file"
LETTER, SET, A_SECOND, GROWN = 100, 400, 10, 40
#: Letters between two looks at the memory.
PIECE = 50


def letter_pdf(serial: int) -> bytes:
    """An ordinary letter."""
    number = f"样例〔2026〕{serial}号"
    return typesetting.letter_pdf(letter.KIND, letter.TEMPLATE_VERSION, sample(serial).to_dict(), number=number)


def measure(run: Run) -> Iterator[Figure]:
    for serial in range(3):
        letter_pdf(serial)
    acts = [lambda n=n: letter_pdf(n) for n in range(3, 3 + run.count(100, 30))]
    yield figure("one letter", acts, LETTER)
    yield _set_of_papers(run)
    yield from _one_file(run)


@transaction.atomic
def _set_of_papers(run: Run) -> Figure:
    """From the day agreed to the bytes of letter, order, record, address and receipt; taken back."""
    on, (officer,) = today(), stage.crowd(1)
    version, taken, count = stage.easy_item(officer, on), [], 0
    for _ in range(run.count(20, 8) + 1):
        case = stage.ready(officer, version, on)
        taken.append(clocked(lambda case=case: _papers(case, officer, on)))
        made = [paper.document for paper in papers_of(case)]
        count = len(made)
        for document in made:
            document.pdf.storage.delete(document.pdf.name)
    transaction.set_rollback(True)
    return of_times(f"the {count} papers of a moment", taken[1:], SET, note="verbs and bytes")


def _papers(case, officer, on) -> None:
    letter_with_papers(case=case, actor=officer, on=on, mode="by_date", due_on=on + timedelta(days=5))
    for paper in papers_of(case):
        documents.read_bytes(paper.document)


def _one_file(run: Run) -> Iterator[Figure]:
    """Many letters in one file: set one after the other, each on the disk, joined by pieces."""
    count, curve, pieces = run.count(500, 200), [], []

    def work():
        for first in range(0, count, PIECE):
            path = run.folder / f"letters-{first}.pdf"
            _join([_kept(run.folder, n) for n in range(first, min(first + PIECE, count))], path)
            pieces.append(path)
            curve.append(round(now_mb()))
        _join(pieces, run.folder / "letters.pdf")

    took, worked = clocked(work)
    size = (run.folder / "letters.pdf").stat().st_size / 1e6
    rate, note = count / (worked / 1000), f"{count} letters, {size:.0f} MB, {count / (took / 1000):.1f}/s by the clock"
    yield Figure("letters in one file", rate, "a second a core", A_SECOND, True, runs=count, note=note)
    curve.append(round(peak_mb()))
    grown = max(curve) - curve[0]
    yield Figure("memory grown over the file", grown, "MB", GROWN, note=f"{' → '.join(map(str, curve))} MB")


def _kept(folder: Path, n: int) -> Path:
    path = folder / f"letter-{n % PIECE}.pdf"
    path.write_bytes(letter_pdf(n))
    return path


def _join(paths: list[Path], into: Path) -> None:
    with pikepdf.new() as out:
        for path in paths:
            with pikepdf.open(path) as part:
                out.pages.extend(part.pages)
        out.save(into)
