"""The state machine: steps that a case usually takes, steps of anybody at any time, and days that pass."""

import copy
import random
import time
from collections import Counter
from datetime import timedelta

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from cases.models import Case
from tests.factories import Office
from xinglongtai.core.record import checking

from .play import PEOPLE, Broken, Play, rolled_back
from .verbs import NAMES, NEXT, Deeds

_DICE = st.integers(0, 2**20)


class Cases(RuleBasedStateMachine):
    """One sequence in a transaction that never commits. ``stage`` is the office, made once."""

    stage: Office
    tally: Counter
    until: float  # no verb after this moment of the monotonic clock

    def __init__(self):
        super().__init__()
        self.around = transaction.atomic()
        self.around.__enter__()
        self.play = Play(copy.deepcopy(self.stage), self.tally)
        self.deeds = Deeds(self.play)
        self.steps = 0

    @rule(dice=_DICE)
    def usual(self, dice):
        throw = random.Random(dice)
        case = Case.objects.order_by("-pk").first()
        name, who = throw.choice(NEXT[case.status if case else None])
        self._do(name, who, throw, careful=True)

    usual_again = rule(dice=_DICE)(lambda self, dice: self.usual(dice))
    usual_still = rule(dice=_DICE)(lambda self, dice: self.usual(dice))

    @rule(name=st.sampled_from(NAMES), who=st.sampled_from(PEOPLE), dice=_DICE)
    def anybody(self, name, who, dice):
        self._do(name, who, random.Random(dice))

    @rule(days=st.sampled_from([1, 2, 5, 9, 16, 23]))
    def days_pass(self, days):
        self.play.today += timedelta(days=days)

    def _do(self, name, who, throw, *, careful=False):
        if time.monotonic() > self.until:
            raise KeyboardInterrupt  # what hypothesis lets through at once
        self.steps += 1
        self.deeds.careful = careful
        call = getattr(self.deeds, name)(throw)
        if call is not None:
            self.play.act(name, who, call)

    def teardown(self):
        try:
            report = checking.verify()
            if report.total:
                raise Broken("; ".join(one.words for one in report.breaks) + f" / {self.play.story}")
            self.tally["events in verified chains"] += report.checked
            self.tally["sequences"] += bool(self.steps)
        finally:
            rolled_back(self.around)


def run(*, runs: int, steps: int, seed: int, minutes: float = 600) -> tuple[Counter, list[str]]:
    """Play ``runs`` sequences, fewer where ``minutes`` are over. The first breach ends the trial, made as short as it gets."""
    tally = Counter()
    told = {"stage": Office(), "tally": tally, "until": time.monotonic() + 60 * minutes}
    plan = settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
        print_blob=False,
    )
    chosen = seeded(seed)(type("CasesOfAnOffice", (Cases,), told))
    try:
        run_state_machine_as_test(chosen, settings=plan)
    except KeyboardInterrupt:
        return tally, []
    except Broken as broken:
        return tally, [str(broken)]
    except BaseExceptionGroup as several:
        return tally, [str(one) for one in several.exceptions]
    return tally, []
