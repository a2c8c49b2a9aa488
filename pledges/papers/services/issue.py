"""签发 and 作废 of a paper: number where it has one, frozen words, the paper and its event, all or nothing."""

from datetime import date

from django.db import transaction

from cases.models import Case
from cases.services import case_decision_numbered
from cases.services.access import lock, require_two
from xinglongtai.core import audit, documents, guard, numbering
from xinglongtai.core.errors import DomainError, NotAllowed, TransitionRefused
from xinglongtai.core.models import Officer
from xinglongtai.core.rows import validate

from ...consistency.facts import CLOSE, FINISH, PAPER
from ...consistency.reading import draft_paper
from ...consistency.services import require_consistent
from ...models import Paper
from .. import due
from ..compose import LAYOUT, TEMPLATE_VERSION, Composed, compose
from ..gather import gather, moment_of
from ..kinds import PaperKind
from ..material import Material
from .access import require_issuing
from .drafts import draft_values
from .wordings import wording_in_force

#: What the number of a paper is called among the facts it states.
_OWN_NUMBER = {due.ORDER: "order_number", due.NO_PENALTY: "decision_number"}


def paper_compose(
    *, case: Case, kind: str, on: date, target: int | None = None, values: dict | None = None
) -> tuple[Composed, Material]:
    """The paper as it would be issued now, whole or not. Preview and issue both use this.

    ``values``: facts of its own; ``None`` takes those of the draft. DomainError for characters that no font can print.
    """
    own = draft_values(case, kind, target) if values is None else values
    known = gather(case, kind, target)
    composed = compose(kind, known, own, wording_in_force(case.bureau, kind), on=on)
    documents.check_printable(composed.snapshot)
    return composed, known


@transaction.atomic
def paper_issue(
    *,
    case: Case,
    kind: str,
    actor: Officer,
    on: date,
    target: int | None = None,
    values: dict | None = None,
    version: int | None = None,
) -> Paper:
    """Issue the paper of ``kind`` that is due or possible now. A second click finds it issued and is refused; no number is spent.

    ``target``: the recheck or proposal it tells of. ``values`` as in :func:`paper_compose`. TransitionRefused when this is not the
    moment, DomainError naming what is missing. The PDF is made after the commit.
    """
    case = lock(case, actor, version)
    require_issuing(case, kind, actor)
    _require_moment(case, kind, target)
    composed, known = paper_compose(case=case, kind=kind, on=on, target=target, values=values)
    if composed.missing:
        raise DomainError(f"{PaperKind(kind).label}还缺：{'、'.join(composed.missing)}。请补齐后再签发。")
    _check_officers(case, kind, on)
    facts = composed.snapshot["facts"]
    if kind == due.ORDER:
        _agree_with_pledge(known, facts["due_on"], on)
    passed = _require_agreement(case, kind, known, facts, on)
    number = None
    if kind in due.NUMBERED and not composed.snapshot["number"]:
        number = numbering.take(bureau=case.bureau, kind=kind, year=on.year)
    if kind in _OWN_NUMBER:
        facts[_OWN_NUMBER[kind]] = number.text if number else composed.snapshot["number"]
    document = documents.freeze(
        kind=kind,
        bureau=case.bureau,
        actor=actor,
        number=number,
        year=on.year,
        layout=LAYOUT,
        template_version=TEMPLATE_VERSION,
        snapshot=composed.snapshot,
    )
    paper = Paper(case=case, kind=kind, document=document, on=on)
    if kind == due.RECHECK:
        paper.recheck_id = target
    elif target:
        paper.disposition_id = target
    validate(paper)
    paper.save()
    if kind == due.NO_PENALTY and number:
        case_decision_numbered(case=case, actor=actor, disposition_id=target, number=number.text)
    _record("paper_issue", paper, actor, **({"passed": passed} if passed else {}))
    transaction.on_commit(lambda: documents.render_quietly(document))
    return paper


def _require_moment(case: Case, kind: str, target: int | None) -> None:
    found = next((one for one in due.due(moment_of(case)) if (one.kind, one.target) == (kind, target)), None)
    label = PaperKind(kind).label
    if found is None:
        raise TransitionRefused(
            f"现在不能签发{label}：已有一份有效的，或者案件还没有办到这一步。要更正的，请先作废原件再签发。"
        )
    if found.preview_only:
        raise TransitionRefused(f"处理意见还没有批准，现在只能预览{label}。批准后再签发。")


def _require_agreement(case: Case, kind: str, known: Material, facts: dict, on: date) -> list[str]:
    """The gate over the whole set with this paper in it; names of what may be passed. 立案 and 移送 are held up by nothing."""
    moment = PAPER
    if kind == due.CLOSING:
        moment = FINISH
    elif kind in due.BY_OUTCOME:
        moment = CLOSE
    outcome = known.disposition.outcome if known.disposition else ""
    return require_consistent(case, moment=moment, on=on, outcome=outcome, drafts=[draft_paper(kind, facts, on)])


def _check_officers(case: Case, kind: str, on: date) -> None:
    """Papers on which two officers act toward the party want valid certificates on the day (行政处罚法 42)."""
    if kind in {due.SCENE, due.ORDER}:
        label = PaperKind(kind).label
        require_two(case.handler, case.co_handler, case.inspected_on, field="co_handler", what="现场检查")
        require_two(case.handler, case.co_handler, on, field="co_handler", what=f"签发{label}")


def _agree_with_pledge(known: Material, until: str, on: date) -> None:
    if until and date.fromisoformat(until) < on:
        raise DomainError("改正期限不能早于今天。", field="due_on")
    pledge = known.pledge
    if pledge and until != (pledge.due_on.isoformat() if pledge.by_date else ""):
        day = f"{pledge.due_on:%Y-%m-%d}" if pledge.by_date else "立即改正"
        raise DomainError(f"改正期限和承诺书（{pledge.number}，{day}）不一致，请改成一样的。", field="due_on")


@transaction.atomic
def paper_void(*, paper: Paper, actor: Officer, on: date, reason: str) -> Paper:
    """作废: number, words and bytes stay; a corrected paper can be issued in its place."""
    case = lock(paper.case, actor)
    paper = Paper.objects.select_related("document").get(pk=paper.pk, case=case)
    require_issuing(case, paper.kind, actor)
    paper.document = documents.void(paper.document, actor, reason, thread=paper.thread)
    if paper.kind == due.NO_PENALTY and paper.document.n:
        case_decision_numbered(case=case, actor=actor, disposition_id=paper.disposition_id, number="")
    _record("paper_void", paper, actor, reason=reason.strip(), on=on)
    return paper


def paper_opened(*, paper: Paper, actor: Officer) -> Paper:
    """``actor`` may read the paper as it is printed: one that bears an 身份证号 only with the right to identities."""
    if not paper.readable_by(actor):
        raise NotAllowed(
            f"这份{paper.get_kind_display()}印有当事人的身份证号，只有承办人、法制机构和局负责人可以打开。办理情况请看案件页。"
        )
    return paper


@transaction.atomic
def paper_printed(*, paper: Paper, actor: Officer) -> Paper:
    """Somebody who sees the case and may read the paper opens or prints it; each time is an event."""
    guard.visible_row(Case.objects.visible_to(actor), paper.case_id)
    paper_opened(paper=paper, actor=actor)
    _record("paper_print", paper, actor)
    return paper


def _record(verb: str, paper: Paper, actor: Officer, **more) -> None:
    title = paper.document.snapshot["title"]
    audit.record(verb=verb, actor=actor, target=paper, thread=paper.thread, title=title, number=paper.number, **more)
