"""Two officers on one case, a button pressed twice, two tabs: one act, the others told so."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial

from django.db import connections

from cases.models import Disposition
from pledges.models import Pledge

from ..report import Trial
from ..stage import Stage
from .world import World, tell


def run(world: World) -> Iterator[Trial]:
    """Three trials."""
    stage = world.stage(world.server(workers=2))
    times = 4 if world.quick else 15
    yield _issue(stage, times, "two officers issue the same letter at once", [stage.person(), stage.person("second")])
    same = stage.person()
    yield _issue(stage, times, "double click on 签发", [same, same])
    yield _issue(stage, times, "签发 from two tabs", [same, stage.another()])
    yield _decide(stage, times)


def _at_once(sends) -> list:
    with ThreadPoolExecutor(len(sends)) as pool:
        return [one.result() for one in [pool.submit(send) for send in sends]]


def _issue(stage: Stage, times: int, name: str, people: list) -> Trial:
    trial, told = Trial(name, ""), Counter()
    day = (stage.today + timedelta(days=7)).isoformat()
    for _ in range(times):
        case = stage.ready().pk
        connections.close_all()
        page, sends = f"/cases/{case}/promise/", []
        for person in people:
            form = person.get(page).form("/promise/issue/").filled(mode="by_date", due_on=day, with_papers="on")
            sends.append(partial(person.send, f"{page}issue/", form))
        answers = _at_once(sends)
        trial.faults += 1
        told.update(answer.status for answer in answers)
        if Pledge.objects.filter(case=case).count() != 1:
            trial.broken.append(f"case {case}: {Pledge.objects.filter(case=case).count()} letters")
        if not any(answer.taken for answer in answers) or any(answer.status >= 500 for answer in answers):
            trial.broken.append(f"case {case}: answers {[answer.status for answer in answers]}")
    trial.broken += stage.breaches()
    return tell(trial, answers=dict(told))


def _decide(stage: Stage, times: int) -> Trial:
    trial, told = Trial("one leader approves and rejects from two tabs", ""), Counter()
    first, second = stage.person("leader"), stage.another("leader")
    for _ in range(times):
        _, row = stage.proposed_no_case()
        connections.close_all()
        page = f"/approvals/disposition/{row.pk}/"
        forms = [person.get(page).form(page) for person in (first, second)]
        answers = _at_once(
            [
                partial(first.send, page, forms[0].filled(decision="approve", note="同意")),
                partial(second.send, page, forms[1].filled(decision="reject", note="理由不足")),
            ]
        )
        trial.faults += 1
        told.update(answer.status for answer in answers)
        if sum(answer.taken for answer in answers) != 1 or any(answer.status >= 500 for answer in answers):
            trial.broken.append(f"proposal {row.pk}: answers {[answer.status for answer in answers]}")
        if Disposition.objects.get(pk=row.pk).is_open:
            trial.broken.append(f"proposal {row.pk} is still open")
    trial.broken += stage.breaches()
    return tell(trial, answers=dict(told))
