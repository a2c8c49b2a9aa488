"""The disk full at every few kilobytes of a deed: the data directory on a small tmpfs, filled up by a file of ours."""

import os
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connections

from ..deeds import EVIDENCE, LETTER, PIECES, Deed
from ..report import Trial
from ..stage import Stage
from .world import World, tell

#: Kilobytes left free before the deed begins.
STEPS = (0, 4, 8, 16, 32, 64, 96, 128, 192, 256, 384, 512, 768, 1024)
#: More than uploads in pieces want to see free before they begin.
_ROOM = 640 * 1024 * 1024


@contextmanager
def small_disk(var: Path) -> Iterator[None]:
    """``var`` with all it holds on a tmpfs with little room; given back to the large disk afterwards."""
    aside = var.with_name("var-aside")
    var.rename(aside)
    var.mkdir()
    held = sum(path.stat().st_size for path in aside.rglob("*") if path.is_file() and not path.is_symlink())
    size = held + 4096 * sum(1 for _ in aside.rglob("*")) + _ROOM
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(var)], check=True)
        shutil.copytree(aside, var, symlinks=True, dirs_exist_ok=True)
        yield
    finally:
        connections.close_all()
        kept = var.with_name("var-kept")
        shutil.copytree(var, kept, symlinks=True, ignore=shutil.ignore_patterns("filler"))
        subprocess.run(["umount", "-l", str(var)], check=False)
        var.rmdir()
        kept.rename(var)
        shutil.rmtree(aside)


def run(world: World) -> Iterator[Trial]:
    """One trial a deed; on PostgreSQL only the files are on the full disk."""
    if os.geteuid() != 0:
        yield Trial("disk full", "", skipped="only root may mount a small disk")
        return
    connections.close_all()
    with small_disk(world.var):
        stage = world.stage(world.server(TMPDIR=str(world.var)))
        for deed in (LETTER, EVIDENCE, PIECES):
            yield _filled(world, stage, deed)
        yield _export(world, stage)
        world.end()


def _fill(var: Path, left: int) -> None:
    """Leave ``left`` kilobytes."""
    filler = var / "filler"
    filler.unlink(missing_ok=True)
    free = shutil.disk_usage(var).free - left * 1024
    with filler.open("wb") as out:
        os.posix_fallocate(out.fileno(), 0, max(1, free))


def _filled(world: World, stage: Stage, deed: Deed) -> Trial:
    trial, told = Trial(f"disk full: {deed.name}", ""), Counter()
    for left in STEPS[:: 3 if world.quick else 1]:
        subject = deed.prepare(stage)
        connections.close_all()
        stage.person().get("/")
        _fill(world.var, left)
        trial.faults += 1
        answer = deed.send(stage, subject, "")
        told[answer.status or "cut"] += 1
        if answer.cut:
            trial.broken.append(f"{left} KB: no answer")
        (world.var / "filler").unlink()
        trial.broken += [f"{left} KB: {breach}" for breach in stage.breaches()]
        if answer.taken and not deed.done(subject):
            trial.broken.append(f"{left} KB: acknowledged and not done")
        if not deed.done(subject):
            again = deed.send(stage, subject, "")
            if not deed.done(subject):
                trial.broken.append(f"{left} KB: the next try failed ({again.status} {again.words()[:80]})")
        trial.broken += [f"{left} KB, after: {breach}" for breach in stage.breaches()]
    mended = stage.server.command("render_documents")
    if mended.returncode:
        trial.broken.append(f"render_documents: {mended.stdout[-200:]}{mended.stderr[-200:]}")
    return tell(trial, answers=dict(told))


def _export(world: World, stage: Stage) -> Trial:
    trial, told = Trial("disk full: 导出台账、整卷", ""), Counter()
    case = stage.ready().pk
    LETTER.send(stage, {"case": case}, "")
    person = stage.person()
    for left in (0, 16, 128):
        connections.close_all()
        _fill(world.var, left)
        trial.faults += 1
        answer = stage.person("supervisor").get("/oversight/ledger/export/?form=xlsx")
        told[answer.status or "cut"] += 1
        asked = person.fill(f"/cases/{case}/", "/casefile/", kind="pdf") if left == 0 else person.get(f"/cases/{case}/")
        told[asked.status or "cut"] += 1
        (world.var / "filler").unlink()
        trial.broken += [f"{left} KB: {breach}" for breach in stage.breaches()]
    return tell(trial, answers=dict(told))
