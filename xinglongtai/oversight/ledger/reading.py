"""Lines of the ledger read from the rows: so many at a time, in a number of queries that lines do not add to."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from django.utils import timezone

from cases.models import Case, Correction, FirstOffenceCheck, Violation
from cases.status import CaseStatus, CheckResult, Outcome, PartyKind, Source
from pledges.letter import law_titles
from pledges.models import CaseFile, Extension, Paper, Pledge, Recheck, Service
from pledges.papers.kinds import PaperKind
from pledges.status import Delivery, PledgeMode, PledgeStatus, RecheckResult
from xinglongtai.core.display import cn_date

from ..publication.selectors import state_words
from .columns import OFF_LIST, Line, Promised, Violated

#: Lines read at a time.
CHUNK = 2_000
#: From the gravest to the mildest: one word for all sources that were searched.
_GRAVE = (CheckResult.FOUND, CheckResult.UNVERIFIED, CheckResult.NONE)
_CASE = (
    "pk party__name party__uscc party__registration_no party__id_number party__kind party__address party__operator party__phone "
    "inspected_on source handler__name handler__certificate_no co_handler__name co_handler__certificate_no unit__name "
    "unit__short_name status outcome decision_number remark late_entry_reason bureau__full_name"
).split()


class Keys:
    """(case, pledge or None) of every line in order, sixteen bytes a line: what was asked for, fixed at one moment."""

    def __init__(self, pairs: Iterable[tuple[int, int | None]]):
        self._cases, self._pledges = array("q"), array("q")
        for case, pledge in pairs:
            self._cases.append(case)
            self._pledges.append(pledge or 0)

    def __len__(self) -> int:
        return len(self._cases)

    def chunks(self, size: int = CHUNK) -> Iterator[list[tuple[int, int | None]]]:
        """The keys, ``size`` at a time."""
        for start in range(0, len(self), size):
            cases, pledges = self._cases[start : start + size], self._pledges[start : start + size]
            yield [(case, pledge or None) for case, pledge in zip(cases, pledges, strict=True)]


def lines(keys: Keys, progress=None) -> Iterator[Line]:
    """Every line, chunk by chunk. ``progress(done, total)`` is told after each chunk."""
    done = 0
    for pairs in keys.chunks():
        yield from read(pairs)
        done += len(pairs)
        if progress:
            progress(done, len(keys))


def read(pairs: Sequence[tuple[int, int | None]]) -> list[Line]:
    """The lines of ``pairs`` in their order. The pairs are already limited to what the person may see."""
    cases = {case for case, _ in pairs}
    facts = {row[0]: row for row in Case.objects.filter(pk__among=cases).values_list(*_CASE)}
    parts = {
        "violations": _violations(cases),
        "checked": _checked(cases),
        "order_number": _orders(cases),
        "corrected": _corrected(cases),
        "published": state_words(cases),
        "filed_away_on": _filed_away(cases),
    }
    promises = _promises({pledge for _, pledge in pairs if pledge})
    found = []
    for case, pledge in pairs:
        if case in facts:
            line = _line(facts[case], promises.get(pledge))
            for name, values in parts.items():
                if case in values:
                    setattr(line, name, values[case])
            found.append(line)
    return found


def _label(choices) -> dict[str, str]:
    return dict(choices.choices)


_KINDS, _SOURCES, _STATES, _OUTCOMES = map(_label, (PartyKind, Source, CaseStatus, Outcome))
_MODES, _PLEDGE_STATES, _DELIVERIES = map(_label, (PledgeMode, PledgeStatus, Delivery))
_RESULTS, _FINDINGS = map(_label, (RecheckResult, CheckResult))


def _line(row: tuple, promise: Promised | None) -> Line:
    (pk, party, uscc, registration, id_number, kind, address, operator, phone, inspected_on, source, *rest) = row
    (one, one_number, other, other_number, unit, unit_short, status, outcome, decision, remark, late, bureau) = rest
    return Line(
        case_id=pk,
        party=party,
        code=uscc or registration,
        id_number=id_number,
        kind=kind,
        kind_label=_KINDS[kind],
        address=address,
        contact=operator or (party if kind == PartyKind.PERSON else ""),
        phone=phone,
        inspected_on=inspected_on,
        source=_SOURCES[source],
        officers=[(name, number or "") for name, number in ((one, one_number), (other, other_number)) if name],
        unit=unit_short or unit,
        status=status,
        status_label=_STATES[status],
        outcome=_OUTCOMES.get(outcome, ""),
        decision_number=decision,
        remark="；".join(filter(None, (remark, f"补录：{late}" if late else ""))),
        bureau=bureau,
        promise=promise,
    )


def _violations(cases) -> dict[int, list[Violated]]:
    version = "item_version__"
    rows = Violation.objects.filter(case__pk__among=cases).order_by("case", "pk")
    found = defaultdict(list)
    for case, words, law, listed, item, number, *articles in rows.values_list(
        "case_id",
        "description",
        "off_list_law",
        "item_version_id",
        f"{version}item__number",
        f"{version}version_no",
        *(f"{version}{name}" for name in ("violated_law", "violated_article", "penalty_law", "penalty_article")),
    ):
        if not listed:
            found[case].append(Violated(words, law, "", OFF_LIST, (law,) if law else ()))
            continue
        broken_law, broken, punished_law, punished = articles
        titles = (law_titles([broken_law]),) if broken_law else ()
        found[case].append(
            Violated(words, _cited(broken_law, broken), _cited(punished_law, punished), f"{item} 第{number}版", titles)
        )
    return found


def _cited(law: str, articles: str) -> str:
    return (f"《{law}》" if law and "《" not in law else law) + articles


def _checked(cases) -> dict[int, str]:
    found: dict[int, list] = defaultdict(list)
    rows = FirstOffenceCheck.objects.filter(violation__case__pk__among=cases)
    for case, result, at in rows.values_list("violation__case_id", "result", "checked_at"):
        found[case].append((result, at))
    words = {}
    for case, checks in found.items():
        results = {result for result, _ in checks}
        worst = next(result for result in _GRAVE if result in results)
        day = timezone.localdate(max(at for _, at in checks))
        words[case] = f"{_FINDINGS[worst]}（{cn_date(day)}）"
    return words


def _orders(cases) -> dict[int, str]:
    rows = Paper.objects.filter(case__pk__among=cases, kind=PaperKind.ORDER, document__voided_at=None).order_by("pk")
    values = rows.values_list("case_id", "document__number_text", "document__snapshot__number")
    return {case: own or elsewhere or "" for case, own, elsewhere in values}


def _corrected(cases) -> dict[int, str]:
    rows = Correction.objects.filter(case__pk__among=cases).order_by("pk").values_list("case_id", "on")
    return {case: f"{cn_date(on)} 核实整改到位（未签承诺）" for case, on in rows}


def _filed_away(cases) -> dict[int, date]:
    """The day the whole file of the closed case was first put together; the product knows no other act of 归档."""
    rows = CaseFile.objects.filter(case__pk__among=cases, case_status=CaseStatus.CLOSED).order_by("-pk")
    return {case: timezone.localdate(at) for case, at in rows.values_list("case_id", "made_at")}


def _promises(pledges: set[int]) -> dict[int, Promised]:
    if not pledges:
        return {}
    extended, rechecked = _extensions(pledges), _rechecks(pledges)
    names = (
        "pk letter__document__number_text letter__document_id mode status issued_on due_on order_number submitted_on delivery "
        "signed_on close_reason"
    ).split()
    rows = list(Pledge.objects.filter(pk__among=pledges).values_list(*names))
    served = _served({document for _, _, document, *_ in rows if document})
    found = {}
    for pk, number, document, mode, status, issued, due, order, submitted, delivery, signed, reason in rows:
        by_hand = f"{_DELIVERIES[delivery]} {cn_date(signed)}".strip() if delivery else ""
        found[pk] = Promised(
            pk=pk,
            number=number or "",
            mode=mode,
            mode_label=_MODES[mode],
            status=status,
            status_label=_PLEDGE_STATES[status],
            issued_on=issued,
            due_on=due,
            order_number=order,
            submitted_on=submitted,
            served=served.get(document, by_hand),
            extension=extended.get(pk, ""),
            recheck=rechecked.get(pk, ""),
            remark=f"{_PLEDGE_STATES[status]}：{reason}" if reason else "",
        )
    return found


def _extensions(pledges) -> dict[int, str]:
    rows = Extension.objects.filter(pledge__pk__among=pledges, state__in=["pending", "endorsed", "approved"]).order_by(
        "pk"
    )
    return {
        pledge: f"延期至{cn_date(until)}（{f'{cn_date(on)}批准' if state == 'approved' else '待批准'}）"
        for pledge, until, state, on in rows.values_list("pledge_id", "new_due_on", "state", "decided_on")
    }


def _rechecks(pledges) -> dict[int, str]:
    rows = Recheck.objects.filter(pledge__pk__among=pledges).order_by("pk").values_list("pledge_id", "on", "result")
    return {pledge: f"{cn_date(on)} {_RESULTS[result]}" for pledge, on, result in rows}


def _served(documents) -> dict[int, str]:
    rows = Service.objects.filter(document__pk__among=documents, set_aside_reason="")
    return {
        document: f"{_DELIVERIES[method]} {cn_date(served_on) or f'{cn_date(sent_on)}发出'}"
        for document, method, served_on, sent_on in rows.values_list("document_id", "method", "served_on", "sent_on")
    }
