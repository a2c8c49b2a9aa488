"""The outbox: changes become deliveries, deliveries are claimed by one run, sent, and settled.

A change is read off the record of acts, of which a row with a smaller number may appear after one with a larger (PostgreSQL
numbers rows before their transaction is through). So a subscription keeps no bare cursor: everything above its ``floor`` is
looked at again, UNIQUE(subscription, event, change) makes a second look harmless, and the floor follows only behind acts that are
older than :data:`..changes.LOOK_BACK`.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from cases.models import Case
from pledges.models import Pledge
from xinglongtai.core import parameters
from xinglongtai.core.models import Event
from xinglongtai.core.notices import tell
from xinglongtai.core.roles import holders

from . import changes
from .models import Delivery, Webhook
from .services_tokens import MANAGE
from .status import Change, DeliveryState, HookState, Scope, TokenState

#: Acts looked at in one go, and deliveries sent in one run for one subscription.
BATCH = 1000
#: How long a run may take for one delivery before another takes it over; sending takes at most 30 seconds.
CLAIM = timedelta(minutes=5)
LONGEST_WAIT = timedelta(hours=6)


def live_hooks(at: datetime):
    """Subscriptions that are served: switched on, their token in use and not run out."""
    rows = Webhook.objects.filter(
        state=HookState.ACTIVE, token__state=TokenState.LIVE, token__expires_on__gte=timezone.localdate(at)
    )
    return rows.select_related("token__bureau").order_by("pk")


def unqueued(hook: Webhook) -> list[Event]:
    """Acts above the floor that may be changes and have no delivery yet, oldest first."""
    known = Delivery.objects.filter(hook=hook, event_id__gt=hook.floor).values("event_id")
    rows = Event.objects.filter(pk__gt=hook.floor, verb__in=changes.VERBS, thread__startswith="case:")
    return list(rows.exclude(pk__in=known).order_by("pk")[:BATCH])


def planned(hook: Webhook, events: list[Event], at: datetime) -> list[Delivery]:
    """A delivery, not yet kept, for each event that ``hook`` hears of."""
    names = changes.named(events)
    cases = _cases(hook, events)
    found = []
    for event in events:
        change, case = names.get(event.pk), cases.get(changes.case_id(event))
        if change and case and change in hook.types:
            payload = _payload(hook, event, change, case)
            found.append(Delivery(hook=hook, event=event, kind=change, payload=payload, next_at=at))
    return found


def _cases(hook: Webhook, events: list[Event]) -> dict[int, dict]:
    """Number and state of the cases and pledges of the hook's bureau behind ``events``."""
    numbers = {changes.case_id(event) for event in events} - {None}
    rows = Case.objects.filter(pk__in=numbers, bureau_id=hook.token.bureau_id)
    found = {pk: {"id": pk, "status": status, "pledges": []} for pk, status in rows.values_list("pk", "status")}
    for pk, case, status in Pledge.objects.filter(case__in=found).order_by("pk").values_list("pk", "case_id", "status"):
        found[case]["pledges"].append({"id": pk, "status": status})
    return found


def _payload(hook: Webhook, event: Event, change: Change, case: dict) -> dict:
    """Numbers and states only; whoever may read more asks the API. Pledges only where the token reads them."""
    told = {
        "type": change.value,
        "occurred_at": event.at.isoformat(),
        "bureau": hook.token.bureau.code,
        "case": {"id": case["id"], "status": case["status"]},
    }
    if change.scope == Scope.PLEDGES:
        told["pledges"] = case["pledges"]
    return told


@transaction.atomic
def changes_queue(*, hook: Webhook, at: datetime) -> int:
    """Queue what has happened for ``hook``; gives how many deliveries are new. Safe to repeat, and by two runs at once."""
    hook = Webhook.objects.select_for_update(of=("self",)).select_related("token__bureau").get(pk=hook.pk)
    events = unqueued(hook)
    made = planned(hook, events, at)
    Delivery.objects.bulk_create(made)
    floor = _settled(hook, at)
    if len(events) == BATCH:
        floor = min(floor, events[-1].pk)
    if floor > hook.floor:
        Webhook.objects.filter(pk=hook.pk).update(floor=floor)
    return len(made)


def _settled(hook: Webhook, at: datetime) -> int:
    """The highest act below every one that is younger than the stretch that is looked at again."""
    above = Event.objects.filter(pk__gt=hook.floor)
    limit = at - changes.LOOK_BACK
    young = above.filter(at__gte=limit).order_by("pk").values_list("pk", flat=True).first()
    old = above.filter(pk__lt=young) if young else above
    return old.order_by("-pk").values_list("pk", flat=True).first() or hook.floor


def due(at: datetime):
    """Deliveries that may be tried now, oldest first."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=at)
    rows = Delivery.objects.filter(free, hook__in=live_hooks(at), state=DeliveryState.WAITING, next_at__lte=at)
    return rows.select_related("hook__token__bureau").order_by("pk")


def delivery_claim(*, delivery: Delivery, at: datetime) -> bool:
    """Take a delivery for this run; False where another run has it. One conditional UPDATE decides."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lt=at)
    mine = Delivery.objects.filter(free, pk=delivery.pk, state=DeliveryState.WAITING, attempts=delivery.attempts)
    if not mine.update(claimed_until=at + CLAIM, attempts=F("attempts") + 1):
        return False
    delivery.attempts += 1
    return True


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many tries: a minute, doubled each time, at most six hours.

    >>> wait_after(1), wait_after(4), wait_after(40)
    (datetime.timedelta(seconds=60), datetime.timedelta(seconds=480), datetime.timedelta(seconds=21600))
    """
    return min(timedelta(minutes=1) * 2 ** min(attempts - 1, 10), LONGEST_WAIT)


@transaction.atomic
def delivery_settle(*, delivery: Delivery, at: datetime, answered: int | None, trouble: str = "") -> Delivery:
    """Keep what came of a try. ``answered``: the status; 2xx is delivered. After the parameter's tries it is given up and told."""
    row = Delivery.objects.select_for_update(of=("self",)).select_related("hook__token__bureau").get(pk=delivery.pk)
    row.claimed_until, row.answered = None, answered
    if answered is not None and 200 <= answered < 300:
        row.state, row.done_at, row.trouble = DeliveryState.DONE, at, ""
    else:
        row.trouble = (trouble or f"对方应答 {answered}")[:200]
        row.next_at = at + wait_after(row.attempts)
        if row.attempts >= parameters.value(row.hook.token.bureau, "bridge.delivery_tries"):
            row.state = DeliveryState.DEAD
            _tell_given_up(row, at)
    row.save()
    return row


def _tell_given_up(row: Delivery, at: datetime) -> None:
    """One notice a day and subscription, however many were given up."""
    token = row.hook.token
    for person in holders(token.bureau, MANAGE):
        tell(
            person,
            key=f"hook:{row.hook_id}:{timezone.localdate(at):%Y-%m-%d}",
            text=f"推送到“{token.system}”的变化多次没有送达，已放弃：{row.trouble}",
            url=f"{reverse('oversight:deliveries')}?state={DeliveryState.DEAD}",
            topic="bridge",
        )
