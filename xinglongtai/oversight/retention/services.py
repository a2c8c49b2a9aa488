"""Verbs of retention: hold and lift; taking personal data out of a case, a party, and imported records. Each in a transaction of its own.

Not touched: issued papers (papers of record: bytes, snapshot and number stay as issued), photographs of the scene, what people wrote freely
(findings, statements, reasons, remarks), and events, which never held numbers. Docs and dry run say so.
"""

from collections import Counter
from datetime import date, datetime
from pathlib import PurePath

from django.core.files.storage import storages
from django.db import transaction

from cases.models import Case, Evidence, Party
from cases.status import PERSONAL_EVIDENCE, PartyKind
from pledges.models import Agent, CaseFile, Pledge, Refusal, Service, ServiceAddress, Signature
from xinglongtai.core import audit, guard
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Bureau, Officer
from xinglongtai.core.textsearch import search_key

from . import selectors
from .models import CaseHold, Deidentified
from .rules import GONE, Rule

HOLD = ("oversight.hold_case", "设置和解除保留")
#: Columns that name a person in the rows of a case: names get the mark, the rest is emptied.
_NAMED = (
    (Agent, "case", ("name", "position"), ("phone", "id_number")),
    (Signature, "case", ("name",), ("device", "witness")),
    (ServiceAddress, "case", ("address", "recipient", "phone", "confirmed_by"), ()),
    (Service, "case", (), ("recipient", "place", "witness")),
    (Refusal, "pledge__case", (), ()),
)


def _reason(text: str) -> str:
    text = text.strip()
    if not text:
        raise DomainError("请写明原因。", field="reason")
    if len(text) > 200:
        raise DomainError("原因最多 200 字，请写得简短一些。", field="reason")
    return text


@transaction.atomic
def hold_set(*, case: Case, actor: Officer, reason: str) -> CaseHold:
    """Keep the personal data of ``case`` whatever its years. NotVisible, NotAllowed; TransitionRefused when held or already done."""
    row = guard.visible_row(Case.objects.visible_to(actor), case.pk)
    guard.require(actor, *HOLD)
    if row.holds.live().exists():
        raise TransitionRefused("这个案件已经设置保留。")
    if Deidentified.objects.filter(case=row).exists():
        raise TransitionRefused("这个案件的个人信息已经去标识化，不能再设置保留。")
    hold = CaseHold.objects.create(case=row, reason=_reason(reason), set_by=actor)
    audit.record(verb="hold_set", actor=actor, target=hold, thread=row.thread, reason=hold.reason)
    return hold


@transaction.atomic
def hold_lift(*, hold: CaseHold, actor: Officer, reason: str, now: datetime) -> CaseHold:
    """End a hold. NotVisible, NotAllowed; TransitionRefused when it was lifted already."""
    row = guard.visible_row(CaseHold.objects.visible_to(actor), hold.pk)
    guard.require(actor, *HOLD)
    if row.lifted_at:
        raise TransitionRefused("这项保留已经解除。")
    row.lift_reason, row.lifted_by, row.lifted_at = _reason(reason), actor, now
    row.save(update_fields=["lift_reason", "lifted_by", "lifted_at"])
    audit.record(verb="hold_lift", actor=actor, target=row, thread=row.thread, reason=row.lift_reason)
    return row


@transaction.atomic
def case_deidentify(*, case: Case, on: date, rule: Rule) -> Counter | None:
    """Take the personal data out of one case that is due on ``on``; what was taken, by kind. None where it is no longer due (a hold
    was set, another run was faster). The bytes of scans go when the transaction is through."""
    row = Case.objects.select_for_update(of=("self",)).filter(pk=case.pk).first()
    if row is None or not selectors.cases_due(row.bureau, on, rule).filter(pk=row.pk).exists():
        return None
    counts = Counter()
    for model, path, names, others in _NAMED:
        for one in model.objects.filter(**{path: row}):
            _empty(one, names, others)
            counts[model._meta.verbose_name] += 1
    for refusal in Refusal.objects.filter(pledge__case=row).exclude(witness=""):
        _empty(refusal, ("witness",), ())
    for service in Service.objects.filter(case=row).exclude(electronic_address=""):
        _empty(service, (), ("electronic_address",))
    for address in ServiceAddress.objects.filter(case=row).exclude(electronic_address=""):
        _empty(address, ("electronic_address",), ())
    for pledge in Pledge.objects.filter(case=row).exclude(signatory=""):
        _empty(pledge, ("signatory",), ())
    if row.party.kind == PartyKind.PERSON and row.place:
        Case.objects.filter(pk=row.pk).update(place=GONE)
    counts["材料原件"] += _destroy(row, on)
    for made in CaseFile.objects.filter(case=row).exclude(file=""):
        _drop_on_commit(made.file.storage, made.file.name)
        CaseFile.objects.filter(pk=made.pk).update(file="")
        counts["制作的案卷文件"] += 1
    Deidentified.objects.create(case=row, on=on)
    words = "、".join(f"{kind} {n}" for kind, n in counts.items() if n) or "无须处理的内容"
    audit.record(
        verb="case_deidentify",
        actor=None,
        target=row,
        thread=row.thread,
        counts=words,
        source=rule.source,
        years=rule.years,
    )
    return counts


def _empty(row, names: tuple[str, ...], others: tuple[str, ...]) -> None:
    for name in names:
        limit = row._meta.get_field(name).max_length
        setattr(row, name, GONE[:limit] if getattr(row, name) else "")
    for name in others:
        setattr(row, name, "")
    if names or others:
        row.save(update_fields=[*names, *others])


def _destroy(case: Case, on: date) -> int:
    """Mark scans and signatures destroyed; row, hash, size and name in the storage stay. How many."""
    rows = Evidence.objects.filter(case=case, kind__in=PERSONAL_EVIDENCE, destroyed_on=None)
    done = 0
    for row in rows:
        _drop_on_commit(row.file.storage, row.file.name)
        Evidence.objects.filter(pk=row.pk).update(
            destroyed_on=on, original_name="", caption="", device="", latitude=None, longitude=None
        )
        done += 1
    return done


def _drop_on_commit(storage, name: str) -> None:
    transaction.on_commit(lambda: drop(storage, name))


def drop(storage, name: str) -> None:
    """Delete stored bytes and the copies made of them; safe to run again."""
    storage.delete(name)
    copies, stem = storages["copies"], str(PurePath(name).with_suffix(""))
    for width in (480, 1600, 1400):
        copies.delete(f"{stem}-{width}.jpg")


def finish_destroying(bureau: Bureau) -> int:
    """Delete bytes that an interruption left behind after their row was marked; how many."""
    left = 0
    for row in Evidence.objects.filter(case__bureau=bureau, destroyed_on__isnull=False).only("file").iterator():
        if row.file.storage.exists(row.file.name):
            drop(row.file.storage, row.file.name)
            left += 1
    return left


@transaction.atomic
def party_deidentify(*, party: Party, on: date, rule: Rule) -> bool:
    """Take a party's numbers, phone and people out once all its cases are done; of a natural person the name and address too.

    Names, 信用代码 and premises of firms are public and stay, so that statistics and the public record do.
    """
    row = Party.objects.select_for_update(of=("self",)).filter(pk=party.pk).first()
    if row is None or not selectors.parties_due(row.bureau).filter(pk=row.pk).exists():
        return False
    fields = ["id_number", "id_mark", "phone", "operator"]
    row.id_number, row.phone, row.operator = "", "", ""
    if row.kind == PartyKind.PERSON:
        row.name, row.address = GONE, ""
        row.name_key, row.address_key = search_key(row.name), ""
        fields += ["name", "address", "name_key", "address_key"]
    row.version += 1
    row.save(update_fields=[*fields, "version"])
    Deidentified.objects.create(party=row, on=on)
    words = [Party._meta.get_field(name).verbose_name for name in fields if not name.endswith(("_key", "_mark"))]
    audit.record(
        verb="party_deidentify", actor=None, target=row, thread=f"party:{row.pk}", fields=words, source=rule.source
    )
    return True


@transaction.atomic
def priors_deidentify(*, bureau: Bureau, on: date, rule: Rule, most: int = 200) -> int:
    """Take name, number and address out of at most ``most`` imported records of persons; how many."""
    rows = list(selectors.priors_due(bureau, on, rule).select_for_update(of=("self",))[:most])
    for row in rows:
        row.party_name, row.id_number, row.address, row.address_key = GONE, "", "", ""
        row.save(update_fields=["party_name", "id_number", "id_mark", "address", "address_key"])
    if rows:
        audit.record(verb="prior_deidentify", actor=None, target=bureau, count=len(rows), source=rule.source)
    return len(rows)
