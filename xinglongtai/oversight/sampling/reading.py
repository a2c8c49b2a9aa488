"""From rows to the facts of the rules: for each rule a fixed number of queries, read as a stream, narrowed by the database first.

Cases inspected within the window, without drafts and cancelled ones.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, DurationField, Exists, ExpressionWrapper, F, OuterRef
from django.db.models.functions import Length
from django.utils import timezone

from cases.models import Assessment, Case, Evidence
from cases.status import CaseStatus, EvidenceKind
from pledges.models import Letter, Recheck
from pledges.status import PledgeMode, RecheckResult
from xinglongtai.core import parameters
from xinglongtai.core.models import Bureau

from .rules.facts import Handled, Issued, Limits, Note, Photo, RecheckPhoto, SameFile, Sheet, Span

_PHOTOS = (EvidenceKind.PHOTO, EvidenceKind.CORRECTED)
_NOT_YET = (CaseStatus.DRAFT, CaseStatus.CANCELLED)
_ENDED = (CaseStatus.CLOSED, CaseStatus.REFERRED)
#: Rows fetched at a time.
CHUNK = 2000


def limits_of(bureau: Bureau) -> Limits:
    """The bureau's parameters of the rules."""
    names = Limits.__dataclass_fields__
    return Limits(**{name: parameters.value(bureau, f"suspicion.{name}") for name in names})


class Reader:
    """The facts of one bureau as they stand on ``on``; each method gives those of one kind, in the order the rules ask for."""

    def __init__(self, bureau: Bureau, on: date, limits: Limits):
        self.bureau, self.on, self.limits = bureau, on, limits
        self.since = on - timedelta(days=limits.window_days)

    def _cases(self, prefix: str = "") -> dict:
        return {f"{prefix}bureau": self.bureau, f"{prefix}inspected_on__range": (self.since, self.on)}

    def _evidence(self):
        return Evidence.objects.filter(**self._cases("case__"), kind__in=_PHOTOS, set_aside_reason="").exclude(
            case__status__in=_NOT_YET
        )

    def photos(self) -> Iterator[Photo]:
        """Photographs with a time, of cases that have a 整改后照片 with one."""
        fixed = Evidence.objects.filter(
            case=OuterRef("case"), kind=EvidenceKind.CORRECTED, taken_at__isnull=False, set_aside_reason=""
        )
        rows = self._evidence().filter(Exists(fixed), taken_at__isnull=False).order_by("case_id", "pk")
        for case, pk, kind, taken, since in rows.values_list(
            "case_id", "pk", "kind", "taken_at", "case__discovered_on"
        ).iterator(CHUNK):
            yield Photo(case, pk, kind == EvidenceKind.CORRECTED, timezone.localtime(taken), since)

    def recheck_photos(self) -> Iterator[RecheckPhoto]:
        """What is attached to rechecks on the spot that found 整改到位."""
        rows = Recheck.objects.filter(
            **self._cases("pledge__case__"), result=RecheckResult.CORRECTED, remote=False, photos__set_aside_reason=""
        ).order_by("pk", "photos__pk")
        for recheck, case, on, pk, taken in rows.values_list(
            "pk", "pledge__case_id", "on", "photos__pk", "photos__taken_at"
        ).iterator(CHUNK):
            yield RecheckPhoto(recheck, case, on, pk, timezone.localtime(taken) if taken else None)

    def same_files(self) -> Iterator[SameFile]:
        """Photographs whose hash stands in two cases or more."""
        twice = self._evidence().values("sha256").annotate(n=Count("case", distinct=True)).filter(n__gt=1).order_by()
        rows = self._evidence().filter(sha256__in=twice.values("sha256")).order_by("sha256", "case_id", "pk")
        for sha256, case, pk, party in rows.values_list("sha256", "case_id", "pk", "case__party_id").iterator(CHUNK):
            yield SameFile(sha256, case, pk, party)

    def handled(self) -> Iterator[Handled]:
        """Closed cases of parties that have enough of them."""
        ended = Case.objects.filter(**self._cases(), status__in=_ENDED)
        often = ended.values("party").annotate(n=Count("pk")).filter(n__gte=self.limits.pair_cases).order_by()
        rows = ended.filter(party__in=often.values("party")).order_by("party_id", "inspected_on", "pk")
        again = Recheck.objects.filter(pledge__case__in=rows.order_by().values("pk")).order_by("pk")
        rechecks = defaultdict(list)
        for case, first, second in again.values_list("pledge__case_id", "officer_id", "co_officer_id").iterator(CHUNK):
            rechecks[case].append(frozenset({first, second}))
        for party, case, on, first, second in rows.values_list(
            "party_id", "pk", "inspected_on", "handler_id", "co_handler_id"
        ).iterator(CHUNK):
            pair = frozenset({first, second} - {None})
            yield Handled(party, case, on, pair, tuple(rechecks[case]))

    def _sheets(self):
        return Assessment.objects.filter(**self._cases("violation__case__")).exclude(
            violation__case__status__in=_NOT_YET
        )

    def overridden_sheets(self) -> Iterator[Sheet]:
        """Sheets in force with a different opinion on them."""
        rows = self._sheets().filter(is_current=True).exclude(override_reason="").order_by("pk")
        for case, violation, officer, sheet in rows.values_list(
            "violation__case_id", "violation_id", "made_by_id", "sheet"
        ).iterator(CHUNK):
            labels = [line["label"] for line in sheet.get("lines", ()) if line.get("override_reason")]
            yield Sheet(case, violation, officer, overridden=tuple(labels))

    def quick_sheets(self) -> Iterator[Sheet]:
        """The first sheet of a violation, made within seconds of its entry; not those written without network."""
        took = ExpressionWrapper(F("made_at") - F("violation__created_at"), output_field=DurationField())
        rows = self._sheets().filter(violation__case__field_entry__isnull=True).annotate(took=took)
        rows = rows.filter(took__lt=timedelta(seconds=self.limits.quick_seconds)).order_by("violation_id", "pk")
        last = None
        for case, violation, officer, sheet, took in rows.values_list(
            "violation__case_id", "violation_id", "made_by_id", "sheet", "took"
        ).iterator(CHUNK):
            if violation == last:
                continue
            last = violation
            judged = sum(line.get("judged_by") == "officer" for line in sheet.get("lines", ()))
            yield Sheet(case, violation, officer, judged=judged, seconds=max(0, int(took.total_seconds())))

    def notes(self) -> Iterator[Note]:
        """Words of rechecks that some officer wrote in enough cases; the rule looks officer by officer."""
        rows = Recheck.objects.filter(**self._cases("pledge__case__")).annotate(long=Length("note"))
        rows = rows.filter(long__gte=self.limits.same_text_length)
        often = (
            rows.values("officer", "note")
            .annotate(n=Count("pledge__case", distinct=True))
            .filter(n__gte=self.limits.same_text_cases)
            .order_by()
        )
        same = rows.filter(note__in=often.values("note")).order_by("officer_id", "note", "pk")
        for officer, text, case, on in same.values_list("officer_id", "note", "pledge__case_id", "on").iterator(CHUNK):
            yield Note(officer, text, case, on)

    def letters(self) -> Iterator[Issued]:
        """Letters by officer and moment."""
        rows = Letter.objects.filter(**self._cases("pledge__case__"))
        for officer, at, case, number in (
            rows.order_by("document__issued_by_id", "document__issued_at", "pk")
            .values_list("document__issued_by_id", "document__issued_at", "pledge__case_id", "document__number_text")
            .iterator(CHUNK)
        ):
            yield Issued(officer, timezone.localtime(at), case, number)

    def swift_rechecks(self) -> Iterator[Span]:
        """Rechecks on the spot that found 整改到位 soon after the letter of a promise to correct by a day."""
        took = ExpressionWrapper(
            F("recorded_at") - F("pledge__letter__document__issued_at"), output_field=DurationField()
        )
        rows = Recheck.objects.filter(
            **self._cases("pledge__case__"),
            result=RecheckResult.CORRECTED,
            remote=False,
            pledge__mode=PledgeMode.BY_DATE,
        ).annotate(took=took)
        rows = rows.filter(took__lt=timedelta(minutes=self.limits.recheck_minutes)).order_by("pk")
        yield from self._spans(rows, "pledge__case_id", "pledge__letter__document__issued_at", "recorded_at")

    def swift_closes(self) -> Iterator[Span]:
        """Closed cases whose last change came soon after their registration: nothing changes after the end."""
        took = ExpressionWrapper(F("updated_at") - F("created_at"), output_field=DurationField())
        rows = Case.objects.filter(
            **self._cases(), status=CaseStatus.CLOSED, late_entry_reason="", field_entry__isnull=True
        ).annotate(took=took)
        rows = rows.filter(took__lt=timedelta(minutes=self.limits.close_minutes)).order_by("pk")
        yield from self._spans(rows, "pk", "created_at", "updated_at")

    def _spans(self, rows, *names: str) -> Iterator[Span]:
        for case, began, ended in rows.values_list(*names).iterator(CHUNK):
            yield Span(case, timezone.localtime(began), timezone.localtime(ended))
