"""What the 审计管理员 sees of an act, and which acts.

Every act of the bureau's people is shown: when, who, from which unit, what kind of act, on which object and in which case. What was said
in a case (names, reasons, facts) is not: whoever audits touches no cases. Of acts on the system, its people and the list of items,
which hold nothing of a party, the whole sentence is shown. Rooms say what is theirs from ``AppConfig.ready``.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from .. import audit
from ..models import Bureau, Event, Officer, User

#: Rooms whose acts hold nothing of a party; beginnings of ``target_type``.
_OPEN = {"core."}
#: Papers are the core room's mechanism, but what they say belongs to a case.
_CLOSED = {"core.issueddocument"}
_DOSSIERS: dict[str, tuple[str, Callable[[Bureau], QuerySet]]] = {}


def tell_in_full(room: str) -> None:
    """Acts on things of ``room`` ("catalog") hold nothing of a party: show their sentences."""
    _OPEN.add(f"{room}.")


def dossier(kind: str, label: str, rows: Callable[[Bureau], QuerySet]) -> None:
    """Threads ``kind:<primary key>`` are called «label N» and belong to the bureau in whose ``rows`` they are."""
    _DOSSIERS[kind] = label, rows


def visible_to(actor: Officer) -> QuerySet:
    """Acts of the bureau's own people, and acts of nobody (timers, parties) as far as they concern the bureau."""
    bureau = actor.unit.bureau
    nobody = Q(actor__isnull=True)
    if Bureau.objects.exclude(pk=bureau.pk).exists():
        nobody &= _concerns(bureau)
    return Event.objects.filter(nobody | Q(actor__unit__bureau=bureau))


def _concerns(bureau: Bureau) -> Q:
    """The record itself and the roles concern everybody, an account its own bureau, a dossier its own."""
    accounts = User.objects.filter(officer__unit__bureau=bureau).annotate(text=Cast("pk", CharField()))
    found = Q(target_type__in=("core.eventseal", "core.restoration", "auth.group"))
    found |= Q(target_type="core.user", target_id__in=accounts.values("text"))
    for kind, (_, rows) in _DOSSIERS.items():
        named = rows(bureau).annotate(text=Concat(Value(f"{kind}:"), Cast("pk", CharField())))
        found |= Q(thread__startswith=f"{kind}:", thread__in=named.order_by().values("text"))
    return found


def open_to_auditors(target_type: str) -> bool:
    """Whether the sentence of an act on this kind of thing may be shown."""
    return target_type not in _CLOSED and any(target_type.startswith(room) for room in _OPEN)


def words(event: Event) -> str:
    """What was done: the sentence where it may be shown, else only the kind of act."""
    return audit.describe(event) if open_to_auditors(event.target_type) else audit.name_of(event.verb)


def thing(event: Event) -> str:
    """«当事人 3»: the object by its kind and number, never by its name."""
    try:
        label = apps.get_model(event.target_type)._meta.verbose_name
    except (LookupError, ValueError):
        label = event.target_type
    return f"{label} {event.target_id}"


def dossier_of(event: Event) -> str:
    """«案件 12», or "" for an act outside any dossier."""
    kind, _, number = event.thread.partition(":")
    return f"{_DOSSIERS[kind][0]} {number}" if kind in _DOSSIERS else ""


def address_of(event: Event) -> str:
    """Where the act came from, where that is known and no party's."""
    return str(event.data.get("address", "")) if open_to_auditors(event.target_type) else ""


@dataclass(frozen=True)
class Line:
    """One act as the page shows it."""

    event: Event
    words: str
    thing: str
    dossier: str
    address: str


def line_of(event: Event) -> Line:
    """``event`` with everything that may be shown of it."""
    return Line(event, words(event), thing(event), dossier_of(event), address_of(event))


def thread_named(text: str) -> str:
    """The thread of «案件 12» as the list shows it; a bare number means the first kind of dossier.

    What names none gives a thread that no act has.
    """
    text = text.strip()
    number = text.lstrip("".join({letter for label, _ in _DOSSIERS.values() for letter in label}) + " 　")
    label = text[: len(text) - len(number)].strip(" 　")
    kinds = [kind for kind, (name, _) in _DOSSIERS.items() if label in ("", name)]
    return f"{kinds[0]}:{int(number)}" if kinds and number.isascii() and number.isdigit() else "-"


def officers_named(actor: Officer, name: str) -> QuerySet:
    """People of the bureau by a part of their name."""
    return Officer.objects.filter(unit__bureau_id=actor.unit.bureau_id, name__icontains=name)
