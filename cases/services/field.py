"""A registration written on the phone without network is received: once, however often it is sent."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, NotAllowed
from xinglongtai.core.models import Officer

from .. import identity
from ..field.wording import clock_hint
from ..models import Case, FieldEntry, Party
from ..selectors import likely_duplicates
from .intake import case_open, case_update
from .party import party_create

#: The party's particulars as the phone has them.
PARTICULARS = ("kind", "name", "uscc", "operator", "phone", "address")
#: Those that may differ from what is on file without being another party.
_MAY_DIFFER = {"name": "名称", "uscc": "信用代码", "operator": "负责人", "phone": "联系电话", "address": "住所"}
#: Stands for a party's primary key: none of the likely doubles, register a new one.
NEW = "new"


class LikelyDoubles(DomainError):
    """The party may be on file already: the officer picks. ``parties`` are the rows in question."""

    def __init__(self, parties: list[Party]):
        super().__init__("可能是已登记过的当事人，请选一个；都不是的，选“都不是，登记新的”。", field="party")
        self.parties = parties


def field_entry_receive(*, actor: Officer, on: date, client_key: UUID, data: dict) -> FieldEntry:
    """Open the case that an officer wrote down on the phone. The same ``client_key`` again returns the first row.

    ``data``: the party's particulars and ``party`` (primary key of the one picked, or :data:`NEW`), ``seen`` (everyday words),
    ``note``, ``place``, ``inspected_on``, ``inspected_at`` (time or None), ``co_handler``, ``made_at`` (phone's clock),
    ``clock_ahead`` (seconds), ``late_entry_reason``, ``sha256`` (of what was sent). DomainError names the bad field;
    :class:`LikelyDoubles` when the officer must pick the party first; NotAllowed when another officer sent this key.
    """
    guard.require(actor, "cases.handle_case", "登记检查")
    try:
        with transaction.atomic():
            return _known(client_key, actor) or _receive(actor, on, client_key, data)
    except IntegrityError:  # sent twice at the same moment: the other one was first
        known = _known(client_key, actor)
        if known is None:
            raise
        return known


def _known(client_key: UUID, actor: Officer) -> FieldEntry | None:
    row = FieldEntry.objects.select_related("case").filter(client_key=client_key).first()
    if row and row.officer_id != actor.pk:
        raise NotAllowed("这件离线登记是另一名执法人员的，只能由本人发送。")
    return row


def _receive(actor: Officer, on: date, client_key: UUID, data: dict) -> FieldEntry:
    if data["inspected_on"] > on:
        hint = clock_hint(data.get("clock_ahead") or 0)
        raise DomainError(f"检查日期晚于服务器上的今天（{on:%Y-%m-%d}）。{hint}", field="inspected_on")
    late = data["inspected_on"] < on
    reason = (data.get("late_entry_reason") or "").strip()
    if late and not reason:
        raise DomainError("检查不是今天做的，请写明补录原因，如 现场无网络。", field="late_entry_reason")
    party = _party(actor, data)
    case = case_open(
        party=party,
        actor=actor,
        on=on,
        data={
            "inspected_on": data["inspected_on"],
            "discovered_on": data["inspected_on"],
            "place": (data.get("place") or "").strip() or data["address"] or party.address,
            "co_handler": data.get("co_handler"),
        },
    )
    case = case_update(case=case, actor=actor, on=on, data={"facts": {"field": _written(party, data)}})
    if late:
        case.late_entry_reason = reason
        case.save(update_fields=["late_entry_reason"])
    row = FieldEntry(
        client_key=client_key,
        officer=actor,
        case=case,
        made_at=data["made_at"],
        clock_ahead=data.get("clock_ahead") or 0,
        sha256=data["sha256"],
    )
    row.full_clean(validate_unique=False)
    row.save(force_insert=True)
    audit.record(
        verb="field_entry_late" if late else "field_entry_receive",
        actor=actor,
        target=row,
        thread=case.thread,
        inspected_on=case.inspected_on,
        reason=reason if late else "",
        sha256=row.sha256,
    )
    return row


def _party(actor: Officer, data: dict) -> Party:
    """The party: by 信用代码, the one the officer picked, or a new one when nothing on file looks like it."""
    parties = Party.objects.visible_to(actor)
    code = identity.check_uscc(data["uscc"]) if data["uscc"].strip() else ""
    if code and (same := parties.filter(uscc=code).first()):
        return same
    picked = data.get("party") or ""
    if picked and picked != NEW:
        row = parties.filter(pk=picked).first()
        if row is None:
            raise DomainError("选的当事人找不到了，请重新选择。", field="party")
        return row
    if not picked:
        looks = {"name": data["name"], "phone": data["phone"].strip(), "address": data["address"].strip()}
        if doubles := list(likely_duplicates(bureau=actor.bureau, **looks)):
            raise LikelyDoubles(doubles)
    return party_create(actor=actor, data={name: data[name] for name in PARTICULARS})


def _written(party: Party, data: dict) -> dict:
    """What stays of the draft in the case: the words for the search at ②, and what differs from the party on file."""
    at = data.get("inspected_at")
    given = {name: data[name].strip() for name in _MAY_DIFFER} | {"uscc": identity.clean(data["uscc"])}
    differs = {_MAY_DIFFER[name]: text for name, text in given.items() if text and text != getattr(party, name)}
    return {
        "seen": data["seen"].strip(),
        "note": (data.get("note") or "").strip(),
        "at": f"{at:%H:%M}" if at else "",
        "differs": differs,
    }


def words_seen(case: Case) -> str:
    """The everyday words an officer wrote in the shop; "" for a case registered at the desk."""
    return (case.facts.get("field") or {}).get("seen", "")
