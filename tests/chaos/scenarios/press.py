"""The PDF engine raises, or does not come back: the number stands, the paper is made later."""

import time
from collections.abc import Iterator

from pledges.models import Letter
from xinglongtai.core.models import IssuedDocument

from ..deeds import LETTER
from ..report import Trial
from ..stage import Stage
from .world import World, tell


def run(world: World) -> Iterator[Trial]:
    """One trial for each way to fail."""
    server = world.server(PAPER_SECONDS="3")
    stage = world.stage(server)
    for how in ("raises", "hangs"):
        yield _spoilt(stage, how)


def _spoilt(stage: Stage, how: str) -> Trial:
    trial = Trial(f"PDF engine {how}", "")
    subjects = [LETTER.prepare(stage) for _ in range(3)]
    stage.server.order(press=how)
    slowest = 0.0
    for subject in subjects:
        begun = time.monotonic()
        answer = LETTER.send(stage, subject, "")
        slowest, trial.faults = max(slowest, time.monotonic() - begun), trial.faults + 1
        if not (answer.taken and LETTER.done(subject)):
            trial.broken.append(f"the letter was not issued: {answer.status} {answer.words()[:80]}")
    letters = Letter.objects.filter(pledge__case__in=[subject["case"] for subject in subjects])
    pending = IssuedDocument.objects.exclude(state="ready").count()
    if letters.filter(document__state="ready").exists() or not pending:
        trial.broken.append("a paper was made by a broken press")
    shown = stage.person().get(f"/pledges/{letters[0].pledge_id}/letter.pdf")
    if "编号已保留" not in shown.text:
        trial.broken.append(f"the paper's page says {shown.status} {shown.words()[:80]}")
    stage.server.order()
    done = stage.server.command("render_documents")
    if done.returncode or IssuedDocument.objects.exclude(state="ready").exists():
        trial.broken.append(f"render_documents did not mend it: {done.stdout[-200:]}{done.stderr[-200:]}")
    shown = stage.person().get(f"/pledges/{letters[0].pledge_id}/letter.pdf")
    if shown.text != "%PDF":
        trial.broken.append(f"afterwards the paper's page says {shown.status}")
    trial.broken += stage.breaches()
    return tell(trial, letters=3, papers_pending=pending, slowest_answer=f"{slowest:.1f} s", mended=done.stdout.strip())
