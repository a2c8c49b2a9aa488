"""Verbs of a drawing: draw once, cancel with a reason, give a file to another reviewer."""

import secrets
from collections.abc import Iterable, Sequence
from datetime import date

from django.db import transaction
from django.db.models import Max, Min
from django.urls import reverse

from xinglongtai.core import audit, guard, numbering
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.models import Bureau, Officer, Unit
from xinglongtai.core.notices import tell
from xinglongtai.core.roles import allowed

from . import selectors
from .drawing import Ticket, assign, draw, fingerprint, roll_text, wanted_count
from .models import Drawing, DrawingRoll, FileReview
from .status import DrawKind, DrawState, ReviewState, SizeUnit
from .weights import weights_of

RIGHT, SCORES = "oversight.draw_sample", "oversight.score_case"
SERIES = "sampling"
#: Files of one drawing: what a bureau can review with care.
MOST_FILES = 500
#: Nothing was closed before.
FAR_BACK = date(2000, 1, 1)


@transaction.atomic
def drawing_draw(
    *,
    actor: Officer,
    on: date,
    kind: str,
    since: date,
    until: date,
    size: int,
    size_unit: str = SizeUnit.COUNT,
    unit: Unit | None = None,
    reviewers: Sequence[Officer] = (),
    purpose: str = "",
) -> Drawing:
    """Draw closed files of the period and units, number the drawing, keep seed and roll, and give the files to reviewers.

    ``reviewers`` empty: everybody who may review. The seed is drawn here, once; over a period and units that a cancelled drawing
    covered, that one's seed is used again, so that cancelling picks no other files. The same files are not drawn twice.
    """
    guard.require(actor, RIGHT, "抽取评查案卷")
    bureau = _locked(actor)
    if kind not in {DrawKind.RANDOM, DrawKind.WEIGHTED}:
        raise DomainError("请选择随机抽取或按风险加权抽取。", field="kind")
    if not since <= until <= on:
        raise DomainError("结案日期的起止不对：起不晚于止，止不晚于今天。", field="until")
    if size_unit not in SizeUnit.values or not 1 <= size <= (100 if size_unit == SizeUnit.SHARE else MOST_FILES):
        raise DomainError(f"按件数抽取填 1 至 {MOST_FILES}，按比例抽取填 1 至 100。", field="size")
    if unit is not None and unit.bureau_id != bureau.pk:
        raise DomainError("请选择本机关的单位。", field="unit")
    weights = weights_of(bureau) if kind == DrawKind.WEIGHTED else {}
    found = selectors.tickets(selectors.closed_cases(bureau, since, until, unit), weights)
    if not found:
        raise TransitionRefused("这一范围内没有可以抽取的已办结案件（已在其他有效抽查中的不再抽）。请改变日期或单位。")
    count = wanted_count(size, size_unit, len(found))
    if count > MOST_FILES:
        raise DomainError(f"按这一比例要抽 {count} 件，一次最多 {MOST_FILES} 件。请缩小范围或比例。", field="size")
    earlier = selectors.earlier_seed(bureau, since, until, unit)
    return _made(
        bureau=bureau,
        actor=actor,
        on=on,
        roll=found,
        count=count,
        reviewers=reviewers,
        kind=kind,
        since=since,
        until=until,
        unit=unit,
        size=size,
        size_unit=size_unit,
        purpose=purpose.strip(),
        weights=weights,
        seed=earlier.seed if earlier else secrets.token_hex(16),
        seed_of=earlier,
    )


def drawing_direct(*, actor: Officer, on: date, case_ids: Iterable[int], purpose: str) -> Drawing:
    """A drawing of exactly these closed files (专项), numbered among the others. Called by verbs, inside their transaction."""
    guard.require(actor, RIGHT, "抽取评查案卷")
    bureau = _locked(actor)
    cases = selectors.closed_cases(bureau, FAR_BACK, on, None).filter(pk__in=list(case_ids))
    roll, days = selectors.tickets(cases, {}), cases.aggregate(since=Min("outcome_on"), until=Max("outcome_on"))
    if not roll:
        raise TransitionRefused("这些案件还没有办结，或者已在其他有效抽查中，不能再转评查。")
    return _made(
        bureau=bureau,
        actor=actor,
        on=on,
        roll=roll,
        count=len(roll),
        reviewers=(),
        kind=DrawKind.DIRECTED,
        **days,
        unit=None,
        size=len(roll),
        size_unit=SizeUnit.COUNT,
        purpose=purpose,
        weights={},
        seed=secrets.token_hex(16),
        seed_of=None,
    )


def _locked(actor: Officer) -> Bureau:
    """The bureau under a lock: two drawings at once would hold the same files."""
    return Bureau.objects.select_for_update(of=("self",)).get(pk=actor.bureau.pk)


def _made(
    *, bureau: Bureau, actor: Officer, on: date, roll: list[Ticket], count: int, reviewers: Sequence[Officer], **values
) -> Drawing:
    standard = selectors.in_force(bureau)
    if standard is None:
        raise TransitionRefused("还没有现行的评查标准。请法制人员先在“评查标准”中启用一版。")
    able = {one.pk: one for one in selectors.may_review(bureau)}
    chosen = [one.pk for one in reviewers if one.pk in able] if reviewers else list(able)
    if not chosen:
        raise DomainError("请至少选择一名可以评查的人员。", field="reviewers")
    text = roll_text(roll)
    number = numbering.take(bureau=bureau, kind=SERIES, year=on.year)
    row = Drawing(
        bureau=bureau,
        number=number.text,
        standard=standard,
        roll_sha256=fingerprint(text),
        population=len(roll),
        drawn_by=actor,
        drawn_on=on,
        **values,
    )
    row.full_clean(validate_constraints=False)
    row.save()
    DrawingRoll.objects.create(drawing=row, text=text)
    drawn = draw(row.seed, roll, count)
    ids = [ticket.case_id for ticket in drawn]
    given = assign(row.seed, ids, chosen, selectors.barred(ids))
    FileReview.objects.bulk_create(
        [
            FileReview(
                drawing=row,
                case_id=ticket.case_id,
                position=place,
                weight=ticket.weight,
                flags=list(ticket.flags),
                reviewer_id=given[ticket.case_id],
            )
            for place, ticket in enumerate(drawn, 1)
        ]
    )
    audit.record(
        verb="drawing_draw",
        actor=actor,
        target=row,
        thread=row.thread,
        number=row.number,
        kind=row.get_kind_display(),
        population=row.population,
        count=len(drawn),
        sha256=row.roll_sha256,
    )
    for reviewer in {pk for pk in given.values() if pk}:
        count = sum(one == reviewer for one in given.values())
        _tell(able[reviewer], row, f"{row.number}：有 {count} 件案卷请您评查。", "given")
    return row


def _tell(officer: Officer, row: Drawing, text: str, what: str) -> None:
    tell(
        officer, key=f"drawing:{row.pk}:{what}", text=text, url=reverse("oversight:sampling_reviews"), topic="sampling"
    )


@transaction.atomic
def drawing_cancel(*, drawing: Drawing, actor: Officer, on: date, reason: str, version: int | None = None) -> Drawing:
    """Cancel a drawing nobody has submitted a review of. It stays, with its number and the reason; its seed is used again."""
    guard.require(actor, RIGHT, "抽取评查案卷")
    row = guard.visible_row(Drawing.objects.filter(bureau=actor.bureau), drawing.pk)
    guard.require_version(row, version, row.drawn_by, what="这次抽查")
    if not row.is_live:
        raise TransitionRefused("这次抽查已经撤销。")
    if row.reviews.filter(state=ReviewState.SUBMITTED).exists():
        raise TransitionRefused("已有案卷提交了评查结果，这次抽查不能再撤销。")
    if not reason.strip():
        raise DomainError("请写明撤销的原因，例如范围填错。", field="reason")
    row.state, row.cancelled_on, row.cancelled_by = DrawState.CANCELLED, on, actor
    row.cancel_reason = reason.strip()
    row.version += 1
    row.full_clean(validate_constraints=False)
    row.save()
    audit.record(
        verb="drawing_cancel",
        actor=actor,
        target=row,
        thread=row.thread,
        number=row.number,
        reason=row.cancel_reason,
    )
    return row


@transaction.atomic
def review_reassign(
    *, review: FileReview, actor: Officer, to: Officer, reason: str, version: int | None = None
) -> FileReview:
    """Give a file to another reviewer, who must not have handled, reviewed, endorsed or decided it. Answers already given stay."""
    guard.require(actor, RIGHT, "分派评查")
    row = guard.visible_row(FileReview.objects.visible_to(actor), review.pk)
    guard.require_version(row, version, what="这件评查")
    if not row.drawing.is_live:
        raise TransitionRefused("这次抽查已经撤销，不需要再分派。")
    if to.pk == row.reviewer_id:
        raise DomainError(f"{to.name}已经是评查人，请另选一名。", field="to")
    if to.unit.bureau_id != row.drawing.bureau_id or not allowed(to, SCORES):
        raise DomainError("只能分派给本机关可以评查的人员。", field="to")
    require_not_barred(row, to)
    if not reason.strip():
        raise DomainError("请写明改派的原因。", field="reason")
    old = row.reviewer.name if row.reviewer else "（未分派）"
    row.reviewer = to
    row.version += 1
    row.save()
    audit.record(
        verb="review_reassign",
        actor=actor,
        target=row,
        thread=row.thread,
        case=row.case_id,
        old=old,
        new=to.name,
        reason=reason.strip(),
    )
    _tell(to, row.drawing, f"{row.drawing.number}：有 1 件案卷改由您评查。", f"moved:{row.pk}:{row.version}")
    return row


def require_not_barred(review: FileReview, officer: Officer) -> None:
    """NotAllowed for whoever handled, reviewed, endorsed or decided the file."""
    if officer.pk in selectors.barred([review.case_id]).get(review.case_id, frozenset()):
        raise NotAllowed(f"{officer.name}办理、审核或审批过这个案件，不能评查。请分派给其他人。")
