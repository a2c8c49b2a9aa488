"""Verbs of the evaluation: decide on an item, freeze a year, withdraw a frozen report."""

from datetime import date

from django.conf import settings
from django.db import transaction

from catalog.models import Item
from xinglongtai.core import audit, documents, guard, numbering
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.models import Officer

from . import paper, selectors
from .models import EvaluationReport, ItemEvaluation
from .status import Decision, ReportState
from .suggestions import suggest
from .yearly import frozen_figures, item_counts, year_report

RIGHT = "oversight.decide_evaluation"
#: Nothing was evaluated before.
FIRST_YEAR = 2020
#: Undecided items named in a refusal.
NAMED = 20


def _report(actor: Officer, year: int, on: date) -> EvaluationReport:
    """The year's row of the actor's bureau under a lock; made by the first who decides."""
    guard.require(actor, RIGHT, "决定和定稿实施评估")
    if not FIRST_YEAR <= year <= on.year:
        raise DomainError(f"只能评估 {FIRST_YEAR} 年至 {on.year} 年。", field="year")
    EvaluationReport.objects.bulk_create([EvaluationReport(bureau=actor.bureau, year=year)], ignore_conflicts=True)
    return EvaluationReport.objects.select_for_update(of=("self",)).get(bureau=actor.bureau, year=year)


def _require_open(report: EvaluationReport) -> None:
    if report.frozen:
        raise TransitionRefused(f"{report.year}年度的报告已经定稿，不能再改。确有错误的，请先撤回报告。")


@transaction.atomic
def evaluation_decide(
    *, item: Item, year: int, actor: Officer, on: date, decision: str, reason: str, version: int | None = None
) -> ItemEvaluation:
    """Decide 收紧, 保持 or 放宽 on ``item`` for ``year``, keeping the figures and the suggestion seen. May be changed until frozen.

    ``version`` is that of the earlier decision when the form was opened, 0 where there was none.
    """
    guard.require(actor, RIGHT, "决定和定稿实施评估")
    item = guard.visible_row(Item.objects.for_bureau(actor.bureau), item.pk)
    report = _report(actor, year, on)
    _require_open(report)
    if decision not in Decision.values:
        raise DomainError("请选择收紧、保持或放宽。", field="decision")
    if not reason.strip():
        raise DomainError("请写明理由：看到了什么情况，为什么这样决定。", field="reason")
    row = report.items.select_for_update(of=("self",)).select_related("decided_by").filter(item=item).first()
    if row:
        guard.require_version(row, version, row.decided_by, what="这项决定")
    before = row.get_decision_display() if row else ""
    row = row or ItemEvaluation(report=report, item=item, version=0)
    counts = item_counts(actor.bureau, item.pk, year, on)
    said = suggest(counts, selectors.thresholds(actor.bureau))
    row.figures, row.suggestion, row.suggestion_reason = counts.to_dict(), said.kind, said.reason
    row.decision, row.reason, row.decided_by, row.decided_on = decision, reason.strip(), actor, on
    row.version += 1
    row.full_clean(validate_constraints=False)
    row.save()
    audit.record(
        verb="evaluation_decide",
        actor=actor,
        target=row,
        thread=report.thread,
        year=year,
        item=item.number,
        decision=row.get_decision_display(),
        before=before,
        suggestion=said.kind.label,
        reason=row.reason,
    )
    return row


@transaction.atomic
def evaluation_freeze(*, year: int, actor: Officer, on: date, version: int | None = None) -> EvaluationReport:
    """Freeze the year: figures and decisions are stored, the report is numbered and printed from them and never changes.

    TransitionRefused before the year has ended, and while an item the rule would change waits for a decision.
    """
    report = _report(actor, year, on)
    guard.require_version(report, version, what="这份报告")
    _require_open(report)
    if on.year <= year:
        raise TransitionRefused(f"{year}年还没有结束，{year + 1}年1月1日起才能定稿。现在可以下载预览。")
    made = year_report(actor.bureau, year, on)
    if made.undecided:
        names = "、".join(row.label.number for row in made.undecided[:NAMED])
        raise TransitionRefused(
            f"还有 {len(made.undecided)} 个建议收紧或放宽的事项没有作出决定：{names}。请逐项决定后再定稿。"
        )
    number = numbering.take(bureau=actor.bureau, kind=paper.KIND, year=on.year)
    document = documents.freeze(
        kind=paper.KIND,
        bureau=actor.bureau,
        actor=actor,
        number=number,
        template_version=paper.TEMPLATE_VERSION,
        snapshot=paper.build(made, demo=settings.DEMO_MODE),
    )
    report.figures, report.document, report.state = frozen_figures(made), document, ReportState.FROZEN
    report.frozen_on, report.frozen_by = on, actor
    report.version += 1
    report.save()
    audit.record(
        verb="evaluation_freeze", actor=actor, target=report, thread=report.thread, year=year, number=number.text
    )
    transaction.on_commit(lambda: documents.render_quietly(document))
    return report


@transaction.atomic
def evaluation_withdraw(
    *, year: int, actor: Officer, on: date, reason: str, version: int | None = None
) -> EvaluationReport:
    """Withdraw a frozen report: its paper is void and keeps its number, decisions can be changed again, a new one can be frozen."""
    report = _report(actor, year, on)
    guard.require_version(report, version, what="这份报告")
    if not report.frozen:
        raise TransitionRefused("这份报告还没有定稿，不需要撤回，可以直接修改决定。")
    document = documents.void(report.document, actor, reason, thread=report.thread)
    report.state, report.document, report.figures = ReportState.OPEN, None, {}
    report.frozen_on = report.frozen_by = None
    report.version += 1
    report.save()
    audit.record(
        verb="evaluation_withdraw",
        actor=actor,
        target=report,
        thread=report.thread,
        year=year,
        number=document.number_text,
        reason=document.void_reason,
    )
    return report
