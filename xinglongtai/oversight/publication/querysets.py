"""Row vocabulary of publication."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from cases.querysets import reach
from xinglongtai.core.textsearch import holding

from .status import State, Target


class PublicationQuerySet(models.QuerySet):
    """Publications as rows."""

    def visible_to(self, officer):
        """Those of cases within the officer's reach."""
        limit = reach(officer, "case__")
        return self.none() if limit is None else self.filter(limit)

    def with_day(self):
        """With ``day``, on which the clock starts: the decision's day as legal recorded it, else the day the case ended."""
        return self.annotate(day=Coalesce("case__published_content__decided_on", "case__outcome_on"))

    def with_case(self):
        """With everything a line shows."""
        return self.select_related("case__party", "case__unit", "case__handler", "case__published_content", "bureau")

    def clocked(self):
        """Penalties that wait and were never sent: their clock is running."""
        return self.filter(state=State.PENDING, lenient=False, first_sent_on=None)

    def decided_until(self, cutoffs: dict[str, date]):
        """Those decided on or before the day ``cutoffs`` gives for their clock (``clock.cutoffs``); needs :meth:`with_day`."""
        elsewhere = Q(case__published_content__elsewhere=True)
        gsxt, credit = Q(target=Target.GSXT), Q(target=Target.CREDIT)
        return self.filter(
            (gsxt & ~elsewhere & Q(day__lte=cutoffs["gsxt"]))
            | (gsxt & elsewhere & Q(day__lte=cutoffs["push"]))
            | (credit & Q(day__lte=cutoffs["credit"]))
        )

    def matching(self, words: str):
        """By any part of the party's name, 信用代码, or the decision's number."""
        found = holding("case__found_by__words", words)
        if found is None:
            return self
        return self.filter(found | Q(case__published_content__number__contains=words.strip()))
