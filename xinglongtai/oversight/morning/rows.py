"""What the overdue review reads: one queryset for page and export, and what a row says."""

from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, Subquery

from cases.models import Violation
from pledges.models import Pledge, Urge
from xinglongtai.core.display import mask_id

#: What stands in the domain filter for violations outside the list.
OFF_LIST = "清单外"

HEADER = [
    "承诺书编号",
    "当事人名称",
    "证件号（已遮盖）",
    "违法行为",
    "领域",
    "承办单位",
    "主办人",
    "协办人",
    "承诺状态",
    "改正期限",
    "逾期天数",
    "督办次数",
    "最近督办日期",
    "督办意见",
    "答复期限",
    "办理答复",
    "答复日期",
    "承诺办结日",
    "报局负责人日期",
]


def late_pledges(actor, on: date):
    """Pledges ``actor`` sees whose deadline has passed, with what the newest 督办 says: what the filters narrow.

    The filters part them into overdue ones and those whose answered 督办 holds (``pledges.querysets``).
    """
    newest = Urge.objects.filter(pledge=OuterRef("pk")).order_by("-pk")
    said = ("pk", "answered_on", "answer_by", "escalated_on")
    return (
        Pledge.objects.visible_to(actor)
        .late(on=on)
        .annotate(**{f"urge_{name}": Subquery(newest.values(name)[:1]) for name in said})
    )


def with_words(rows):
    """The same rows with all a line shows, in a number of queries that no row adds to."""
    return (
        rows.with_people()
        .select_related("case__co_handler", "case__handler__unit")
        .prefetch_related(
            Prefetch("case__violations", Violation.objects.select_related("item_version__item")),
            Prefetch("urges", Urge.objects.select_related("by", "answered_by")),
        )
    )


def in_domain(domain: str) -> Q:
    """Pledges with a violation of ``domain``; «清单外» are those with a violation outside the list."""
    rows = Violation.objects.filter(case=OuterRef("case_id"))
    if domain == OFF_LIST:
        return Q(Exists(rows.filter(item_version__isnull=True)))
    return Q(Exists(rows.filter(item_version__item__domain=domain)))


def of_item(item) -> Q:
    """Pledges with a violation of ``item``, in whatever version."""
    return Q(Exists(Violation.objects.filter(case=OuterRef("case_id"), item_version__item=item)))


def violations_text(pledge: Pledge) -> str:
    """The violations of the pledge's case in one line; uses what was prefetched."""
    return "；".join(v.description for v in pledge.case.violations.all())


def domains_text(pledge: Pledge) -> str:
    """Their domains, each once, in order."""
    found = [v.item_version.item.domain if v.item_version else OFF_LIST for v in pledge.case.violations.all()]
    return "、".join(dict.fromkeys(found))


def days_late(pledge: Pledge, on: date) -> int:
    """Calendar days since the deadline; due today is 0."""
    return (on - pledge.due_on).days


def last_urge(pledge: Pledge) -> Urge | None:
    """The newest 督办, from what was prefetched (newest first)."""
    return next(iter(pledge.urges.all()), None)


def sheet_row(pledge: Pledge, on: date) -> list:
    """A line of the export, in the order of :data:`HEADER`. Identity numbers are masked."""
    case, urge = pledge.case, last_urge(pledge)
    return [
        pledge.letter.document.number_text,
        case.party.name,
        mask_id(case.party.identity),
        violations_text(pledge),
        domains_text(pledge),
        str(case.unit),
        case.handler.name,
        case.co_handler.name if case.co_handler else "",
        pledge.get_status_display(),
        pledge.due_on,
        days_late(pledge, on),
        len(pledge.urges.all()),
        urge.on if urge else None,
        urge.note if urge else "",
        urge.answer_by if urge else None,
        urge.answer if urge else "",
        urge.answered_on if urge else None,
        urge.promised_on if urge else None,
        urge.escalated_on if urge else None,
    ]
