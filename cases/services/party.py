"""Verbs for parties."""

from django.db import IntegrityError, transaction

from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import Officer
from xinglongtai.core.rows import validate
from xinglongtai.core.textsearch import search_key
from xinglongtai.core.vault.text import Unopenable

from .. import identity
from ..models import Party
from ..status import PartyKind

_FIELDS = ("kind", "name", "uscc", "registration_no", "id_number", "operator", "phone", "address")


def _typed(value: str) -> str:
    """Without blanks around it; a number that cannot be opened goes back as it is."""
    return value if isinstance(value, Unopenable) else value.strip()


def _cleaned(data: dict) -> dict:
    values = {name: _typed(data.get(name) or "") for name in _FIELDS}
    if not values["name"]:
        raise DomainError("请填写当事人名称或姓名。", field="name")
    if values["kind"] not in PartyKind.values:
        raise DomainError("请选择主体类型。", field="kind")
    if values["uscc"]:
        values["uscc"] = identity.check_uscc(values["uscc"])
    if values["registration_no"]:
        values["registration_no"] = identity.check_registration_no(values["registration_no"])
    if values["id_number"] and not isinstance(values["id_number"], Unopenable):
        values["id_number"] = identity.check_id_number(values["id_number"])
    if values["phone"]:
        values["phone"] = identity.check_phone(values["phone"])
    if values["kind"] == PartyKind.PERSON and values["uscc"]:
        raise DomainError("自然人没有统一社会信用代码；有执照的请选“个体工商户”。", field="uscc")
    return values


def _apply(party: Party, values: dict) -> None:
    for name, value in values.items():
        setattr(party, name, value)
    party.name_key = search_key(party.name)
    party.address_key = search_key(party.address)
    validate(party)
    try:
        with transaction.atomic():
            party.save()
    except IntegrityError:
        raise DomainError("这个统一社会信用代码已经登记过。请返回搜索，直接选用已有的当事人。", field="uscc") from None


@transaction.atomic
def party_create(*, actor: Officer, data: dict) -> Party:
    """Register a party in the actor's bureau. ``data`` has the model's field names; DomainError names the bad field."""
    guard.require(actor, "cases.record_measure", "登记当事人")
    party = Party(bureau=actor.bureau, created_by=actor)
    _apply(party, _cleaned(data))
    audit.record(verb="party_create", actor=actor, target=party, thread=f"party:{party.pk}", name=party.told_name)
    return party


@transaction.atomic
def party_update(*, party: Party, actor: Officer, data: dict, version: int | None = None) -> Party:
    """Correct a party's particulars. Letters already issued keep what they printed."""
    guard.require(actor, "cases.record_measure", "修改当事人信息")
    party = guard.visible_row(Party.objects.visible_to(actor), party.pk)
    guard.require_version(party, version, what="这个当事人的信息")
    values = _cleaned({**{name: getattr(party, name) for name in _FIELDS}, **data})
    changed = [Party._meta.get_field(n).verbose_name for n in _FIELDS if getattr(party, n) != values[n]]
    party.version += 1
    _apply(party, values)
    audit.record(verb="party_update", actor=actor, target=party, thread=f"party:{party.pk}", fields=changed)
    return party
