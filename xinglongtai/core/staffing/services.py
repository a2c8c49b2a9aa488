"""Verbs on the records of people. Rows are added and set aside, never changed; every act is an event of the person's own thread."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from .. import audit, guard
from ..errors import DomainError, TransitionRefused
from ..models import Certificate, Exam, Insurance, Loan, Officer, StaffImport, Training
from .reach import MANAGE, visible_to


def thread_of(officer: Officer) -> str:
    """The person's own thread of events."""
    return f"officer:{officer.pk}"


def _person(officer: Officer, actor: Officer) -> Officer:
    guard.require(actor, MANAGE, "登记人员证件、培训、保险和装备")
    return guard.visible_row(visible_to(actor), officer.pk)


def _keep(row):
    """Validate and save. DomainError with the Chinese words of the field or the rule; a race that the database settles reads alike."""
    try:
        row.full_clean()
        with transaction.atomic():
            row.save()
    except ValidationError as problem:
        faults = [
            ("" if field == "__all__" else field, words)
            for field, found in problem.message_dict.items()
            for words in found
        ]
        raise DomainError("\n".join(words for _, words in faults), faults=faults) from None
    except IntegrityError:
        raise DomainError("这条记录刚刚由别人登记过了，请刷新页面核对。") from None
    return row


def _not_after(day: date | None, on: date, field: str, what: str) -> None:
    if day and day > on:
        raise DomainError(f"{what}不能晚于今天。", field=field)


@transaction.atomic
def certificate_add(
    *, officer: Officer, actor: Officer, on: date, data: Mapping, source: StaffImport | None = None
) -> Officer:
    """Enter a period of an 执法证 (number, valid_from, valid_to). One that begins later than the one in force takes its place, and
    the old one stays known for its days; an earlier one is kept as a former period.

    DomainError: begins after ``on``, ends before it begins, is known already, or the number is somebody else's.
    """
    officer = _person(officer, actor)
    number, begins, ends = data["number"].strip(), data["valid_from"], data["valid_to"]
    if begins > on:
        raise DomainError("新证还没有生效。请到生效那天再登记，现行证件在此之前继续有效。", field="valid_from")
    if ends < begins:
        raise DomainError("有效期止不能早于有效期起。", field="valid_to")
    others = Officer.objects.filter(certificate_no=number).exclude(pk=officer.pk)
    if others.exists() or Certificate.objects.counting().filter(number=number).exclude(officer=officer).exists():
        raise DomainError("这个执法证号登记在别人名下，请核对。", field="number")
    current = (officer.certificate_no, officer.certificate_from, officer.certificate_to)
    if current == (number, begins, ends):
        raise DomainError("这就是现行的执法证，不用再登记。", field="number")
    more = {"note": data.get("note", ""), "source": source}
    renews = officer.certificate_from is None or begins > officer.certificate_from
    if renews:
        keep_former(officer, actor=actor, **more)
        officer.certificate_no, officer.certificate_from, officer.certificate_to = number, begins, ends
        _keep(officer)
    else:
        _keep(Certificate(officer=officer, number=number, valid_from=begins, valid_to=ends, added_by=actor, **more))
    verb = "certificate_renew" if renews else "certificate_past"
    _record(verb, officer, officer, actor, number=number, begins=begins, ends=ends)
    return officer


def keep_former(officer: Officer, *, actor: Officer | None, note: str = "", source: StaffImport | None = None) -> None:
    """Keep the period that stands on ``officer``'s row as a former one, before another takes its place. In the caller's transaction."""
    begins, ends = officer.certificate_from, officer.certificate_to
    if not (officer.certificate_no and begins and ends):
        return
    Certificate.objects.get_or_create(
        officer=officer,
        number=officer.certificate_no,
        valid_from=begins,
        set_aside_reason="",
        defaults={"valid_to": ends, "added_by": actor, "note": note, "source": source},
    )


@dataclass(frozen=True)
class Row:
    """What came of one person in a bulk act; ``reason`` is blank where it was done."""

    officer: Officer
    reason: str = ""


@transaction.atomic
def training_add(
    *, officer: Officer, actor: Officer, on: date, data: Mapping, source: StaffImport | None = None
) -> Training:
    """Enter a training (on, title, organizer, hours) of one person."""
    officer = _person(officer, actor)
    _not_after(data["on"], on, "on", "培训日期")
    row = _keep(Training(officer=officer, added_by=actor, source=source, **data))
    _record("training_add", row, officer, actor, title=row.title, day=row.on, hours=row.hours)
    return row


def training_add_many(*, officers: Iterable[Officer], actor: Officer, on: date, data: Mapping) -> list[Row]:
    """The same training for many; each person stands for themselves, and is told why where it could not be entered."""
    guard.require(actor, MANAGE, "登记培训")
    done = []
    for officer in officers:
        try:
            training_add(officer=officer, actor=actor, on=on, data=data)
            done.append(Row(officer))
        except DomainError as refusal:
            done.append(Row(officer, refusal.message))
    return done


@transaction.atomic
def exam_add(*, officer: Officer, actor: Officer, on: date, data: Mapping, source: StaffImport | None = None) -> Exam:
    """Enter an exam (on, title, result, score, valid_to)."""
    officer = _person(officer, actor)
    _not_after(data["on"], on, "on", "考试日期")
    row = _keep(Exam(officer=officer, added_by=actor, source=source, **data))
    _record("exam_add", row, officer, actor, title=row.title, day=row.on, result=row.get_result_display())
    return row


@transaction.atomic
def insurance_add(
    *, officer: Officer, actor: Officer, on: date, data: Mapping, source: StaffImport | None = None
) -> Insurance:
    """Enter an insurance (insurer, policy_no, valid_from, valid_to); it may begin later than ``on``. The policy's number is not
    put on the record of events."""
    officer = _person(officer, actor)
    row = _keep(Insurance(officer=officer, added_by=actor, source=source, **data))
    _record("insurance_add", row, officer, actor, insurer=row.insurer, begins=row.valid_from, ends=row.valid_to)
    return row


@transaction.atomic
def loan_lend(*, officer: Officer, actor: Officer, on: date, data: Mapping, source: StaffImport | None = None) -> Loan:
    """Lend a thing (kind, number, lent_on, due_on). DomainError while the same thing is out with anybody of the bureau."""
    officer = _person(officer, actor)
    _not_after(data["lent_on"], on, "lent_on", "借出日期")
    _not_after(data.get("returned_on"), on, "returned_on", "归还日期")
    row = _keep(Loan(officer=officer, bureau=officer.bureau, added_by=actor, source=source, **data))
    _record("loan_lend", row, officer, actor, thing=str(row), day=row.lent_on, due=row.due_on)
    return row


@transaction.atomic
def loan_return(*, loan: Loan, actor: Officer, on: date, returned_on: date, condition: str, note: str = "") -> Loan:
    """Take a thing back in ``condition``. DomainError before it was lent or after ``on``; damage and loss want a note."""
    officer = _person(loan.officer, actor)
    row = Loan.objects.counting().select_for_update(of=("self",)).filter(pk=loan.pk).first()
    if row is None or row.returned_on:
        raise TransitionRefused("这件装备已经归还或者记录已撤下，请刷新页面。")
    _not_after(returned_on, on, "returned_on", "归还日期")
    if returned_on < row.lent_on:
        raise DomainError("归还日期不能早于借出日期。", field="returned_on")
    if condition != Loan.Condition.GOOD and not note.strip():
        raise DomainError("损坏或遗失的，请写明情况。", field="note")
    row.returned_on, row.condition = returned_on, condition
    row.note = note.strip() or row.note
    _keep(row)
    _record("loan_return", row, officer, actor, thing=str(row), day=returned_on, state=row.get_condition_display())
    return row


@transaction.atomic
def record_set_aside(*, row, actor: Officer, reason: str):
    """Take a record that was entered by mistake out of the count; it stays in sight with its reason."""
    officer = _person(row.officer, actor)
    if not reason.strip():
        raise DomainError("请写明撤下的原因。", field="reason")
    row = type(row).objects.select_for_update(of=("self",)).get(pk=row.pk)
    if row.set_aside_reason:
        raise TransitionRefused("这条记录已经撤下了。")
    row.set_aside_reason, row.set_aside_by, row.set_aside_at = reason.strip()[:200], actor, timezone.now()
    row.save(update_fields=["set_aside_reason", "set_aside_by", "set_aside_at"])
    kind = row._meta.verbose_name
    _record("staff_record_set_aside", row, officer, actor, kind=kind, what=_shown(row), reason=row.set_aside_reason)
    return row


def _shown(row) -> str:
    return "" if isinstance(row, Insurance) else str(row)


def _record(verb: str, target, officer: Officer, actor: Officer, **data) -> None:
    audit.record(verb=verb, actor=actor, target=target, thread=thread_of(officer), name=officer.name, **data)
