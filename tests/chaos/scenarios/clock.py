"""The clock of the server set back by an hour and by a day in the middle of work (Django's clock in the wrapper)."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from pledges.models import Pledge
from xinglongtai.core.models import Event

from ..deeds import DECISION, EVIDENCE, LETTER, PIECES
from ..report import Trial
from .world import World, tell


def run(world: World) -> Iterator[Trial]:
    """Deeds before, with the clock back, and after; numbers go on, sessions stay, the record keeps its order."""
    stage = world.stage(world.server())
    for words, offset in (("an hour", -3600), ("a day", -86400)):
        trial = Trial(f"clock set back by {words}", "")
        subjects = [deed.prepare(stage) for deed in (LETTER, EVIDENCE, PIECES, DECISION)]
        later = LETTER.prepare(stage)
        stage.server.order()
        _each(trial, stage, subjects[:2], (LETTER, EVIDENCE), "before")
        last = Event.objects.order_by("-pk").first()
        stage.server.order(clock=offset)
        trial.faults += 1
        desk = stage.person().get("/")
        if desk.status != 200:
            trial.broken.append(f"the session is lost: {desk.status} {desk.location}")
        answer = LETTER.send(stage, later, "")
        back = Event.objects.filter(pk__gt=last.pk)
        issued = Pledge.objects.filter(case=later["case"]).first()
        if offset == -86400 and issued is None and answer.status != 422:
            trial.broken.append(f"a letter before its case: {answer.status} {answer.words()[:80]}")
        _each(trial, stage, subjects[2:3], (PIECES,), "with the clock back")
        early = back.filter(at__lt=last.at).count()
        stage.server.order()
        _each(trial, stage, [*subjects[3:], *([] if issued else [later])], (DECISION, LETTER), "afterwards")
        trial.broken += stage.breaches()
        day = issued.issued_on - timezone.localdate() if issued else timedelta(0)
        said = f"issued with the day {day.days:+d}" if issued else f"refused: {answer.words()[:60]}"
        yield tell(trial, letter=said, events_with_an_earlier_time=early)


def _each(trial: Trial, stage, subjects, deeds, when: str) -> None:
    for deed, subject in zip(deeds, subjects, strict=False):
        answer = deed.send(stage, subject, "")
        if not deed.done(subject):
            trial.broken.append(f"{deed.name} {when}: {answer.status} {answer.words()[:80]}")
