"""What falls due, what is held, and the rule of a bureau."""

from datetime import date

from django.db.models import DateField, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, TruncDate

from cases.models import Case, Party, PriorRecord
from cases.status import FINAL
from catalog.eligibility_parameters import parameters_for
from xinglongtai.core.models import Bureau, Parameter
from xinglongtai.core.parameters import value

from .models import CaseHold, Deidentified
from .rules import GONE, Rule, ended_by

KEY = "privacy.retention_years"


def rule_of(bureau: Bureau) -> Rule:
    """The rule of ``bureau``; off without years or without their source."""
    row = Parameter.objects.filter(bureau=bureau, key=KEY).first()
    windows = parameters_for(bureau)
    lookback = max(windows.first_offence_years, windows.breach_years)
    return Rule(value(bureau, KEY), row.source if row else "", lookback)


def _ended(rows):
    """``rows`` of finished cases with the day on which each ended."""
    return rows.filter(status__in=FINAL).annotate(
        ended_on=Coalesce(F("outcome_on"), TruncDate("updated_at"), output_field=DateField())
    )


def cases_due(bureau: Bureau, on: date, rule: Rule):
    """Finished cases of ``bureau`` whose years are over on ``on``, without a hold, not done yet; held ones are not among them."""
    held = CaseHold.objects.live().filter(case=OuterRef("pk"))
    rows = _ended(Case.objects.filter(bureau=bureau, deidentified=None)).filter(~Exists(held))
    return rows.filter(ended_on__lte=ended_by(on, rule)).order_by("pk") if rule.on else rows.none()


def parties_due(bureau: Bureau):
    """Parties all of whose cases are done, and whose own particulars still stand."""
    open_cases = Case.objects.filter(party=OuterRef("pk"), deidentified=None)
    done = Case.objects.filter(party=OuterRef("pk"), deidentified__isnull=False)
    rows = Party.objects.filter(bureau=bureau, deidentified=None)
    return rows.filter(Exists(done), ~Exists(open_cases)).order_by("pk")


def priors_due(bureau: Bureau, on: date, rule: Rule):
    """Imported records of persons whose years are over."""
    rows = PriorRecord.objects.filter(bureau=bureau).exclude(Q(id_number="") | Q(party_name=GONE))
    return rows.filter(act_on__lte=ended_by(on, rule)).order_by("pk") if rule.on else rows.none()


def done_count(bureau: Bureau) -> int:
    """How many cases of ``bureau`` were done so far."""
    return Deidentified.objects.filter(case__bureau=bureau).count()
