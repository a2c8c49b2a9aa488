"""The state machine: steps that a case usually takes, steps of anybody at any time, and days that pass."""

import copy
import random
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

    def __init__(self):
        super().__init__()
        self.around = transaction.atomic()
        self.around.__enter__()
        self.play = Play(copy.deepcopy(self.stage), self.tally)
        self.deeds = Deeds(self.play)
        self.tally["sequences"] += 1

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
        finally:
            rolled_back(self.around)


def machine(office: Office, tally: Counter):
    """A machine on this stage."""
    return type("CasesOfAnOffice", (Cases,), {"stage": office, "tally": tally})


def run(*, runs: int, steps: int, seed: int) -> tuple[Counter, list[str]]:
    """Play ``runs`` sequences. The first breach ends the trial, made as short as it gets."""
    tally = Counter()
    office = Office()
    plan = settings(
        max_examples=runs,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink],
        print_blob=False,
    )
    chosen = seeded(seed)(machine(office, tally))
    try:
        run_state_machine_as_test(chosen, settings=plan)
    except Broken as broken:
        return tally, [str(broken)]
    return tally, []
