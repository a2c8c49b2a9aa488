"""Row vocabulary of the catalog, and the locks that keep published rows as they are."""

from datetime import date, timedelta

from django.db import models
from django.db.models import Count, F, Prefetch, Q
from django.db.models.functions import Length, Substr

from xinglongtai.core.errors import TransitionRefused

from .status import OPEN_STATES, ChangeDecision, LoadState, VersionState

FROZEN = "待审、已发布或已失效的清单事项不能修改或删除。待审的请先退回草稿，已发布的请建立新版本。"
BY_SERVICE = "清单事项的状态只能通过“发布”“失效”等操作改变。"


def parts_of(version_model) -> tuple[Prefetch, ...]:
    """The citations and conditions of versions, to prefetch. In the order they stand in a version: the order of the versions
    themselves, which their own ordering asks for first, is joined for nothing."""
    citations, conditions = (version_model._meta.get_field(name).related_model for name in ("citations", "conditions"))
    return (
        Prefetch("citations", queryset=citations.objects.order_by("pk")),
        "citations__statute",
        "citations__statute_version",
        Prefetch("conditions", queryset=conditions.objects.order_by("sort", "pk")),
        "conditions__token",
    )


def number_order(field: str) -> list:
    """Order of item numbers: by letter, then as numbers (R2 before R10)."""
    return [Substr(field, 1, 1), Length(field), F(field)]


class StatuteVersionQuerySet(models.QuerySet):
    """Statute versions by day."""

    def in_force(self, on: date):
        """Wordings in force on ``on``: ``StatuteVersion.objects.in_force(act_day)``."""
        return self.filter(effective_from__lte=on).filter(Q(effective_to__isnull=True) | Q(effective_to__gte=on))


class ItemVersionQuerySet(models.QuerySet):
    """Versions of items. Bulk writes cannot touch what is published."""

    def published(self):
        """Versions in state «已发布» (whatever their dates)."""
        return self.filter(state=VersionState.PUBLISHED)

    def standing(self):
        """Versions that were published once, retired ones among them: those that hold or held for some day."""
        return self.exclude(state__in=OPEN_STATES)

    def pending(self):
        """Versions that wait for the second person."""
        return self.filter(state=VersionState.PENDING)

    def for_second_person(self, officer):
        """Those that ``officer`` neither submitted nor edited last (see :func:`catalog.services.second_person_fault`)."""
        return self.exclude(submitted_by=officer).filter(~Q(edited_by=officer) | Q(edited_by=None))

    def open(self):
        """Drafts and pending versions: at most one an item."""
        return self.filter(state__in=OPEN_STATES)

    def drafts(self):
        """Versions that can still be edited."""
        return self.filter(state=VersionState.DRAFT)

    def in_force(self, on: date):
        """Versions whose range holds ``on``, both ends included; at most one an item.

        A version retired later still counts for the days on which it was in force (从旧兼从轻, 行政处罚法 37).
        """
        return (
            self.standing()
            .filter(effective_from__lte=on)
            .filter(Q(effective_to__isnull=True) | Q(effective_to__gte=on))
        )

    def for_bureau(self, bureau):
        """Versions of one bureau's items."""
        return self.filter(item__bureau=bureau)

    def usable(self):
        """Versions that are not switched off (停用)."""
        return self.exclude(load_state=LoadState.DISABLED)

    def expiring(self, on: date, days: int):
        """Versions in force on ``on`` whose last day comes within ``days`` calendar days."""
        return self.in_force(on).filter(effective_to__lte=on + timedelta(days=days))

    def with_parts(self):
        """Everything a page or a rule needs, in a fixed number of queries."""
        rows = self.select_related("item", "item__bureau", "batch", "source_list")
        return rows.prefetch_related(*parts_of(self.model))

    def in_list_order(self):
        """In the order of the printed list, newest version first."""
        return self.order_by(*number_order("item__number"), "-version_no")

    def update(self, **kwargs):
        if "state" in kwargs:
            raise TransitionRefused(BY_SERVICE)
        if self.exclude(state=VersionState.DRAFT).exists():
            raise TransitionRefused(FROZEN)
        return super().update(**kwargs)

    def delete(self):
        if self.exclude(state=VersionState.DRAFT).exists():
            raise TransitionRefused(FROZEN)
        return super().delete()

    def bulk_update(self, objs, fields, batch_size=None):
        objs = list(objs)
        if "state" in fields:
            raise TransitionRefused(BY_SERVICE)
        if self.model.objects.filter(pk__in=[o.pk for o in objs]).exclude(state=VersionState.DRAFT).exists():
            raise TransitionRefused(FROZEN)
        return super().bulk_update(objs, fields, batch_size=batch_size)

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        if kwargs.get("update_conflicts") or any(o.state != VersionState.DRAFT for o in objs):
            raise TransitionRefused(BY_SERVICE)
        return super().bulk_create(objs, *args, **kwargs)

    update.alters_data = delete.alters_data = bulk_update.alters_data = bulk_create.alters_data = True


class VersionPartQuerySet(models.QuerySet):
    """Citations and conditions: they change only while their version is a draft."""

    def _refuse_frozen(self, rows) -> None:
        if rows.exclude(version__state=VersionState.DRAFT).exists():
            raise TransitionRefused(FROZEN)

    def _refuse_versions(self, ids) -> None:
        versions = self.model._meta.get_field("version").related_model.objects
        if versions.filter(pk__in=set(ids)).exclude(state=VersionState.DRAFT).exists():
            raise TransitionRefused(FROZEN)

    def update(self, **kwargs):
        self._refuse_frozen(self)
        if target := kwargs.get("version") or kwargs.get("version_id"):
            self._refuse_versions([getattr(target, "pk", target)])
        return super().update(**kwargs)

    def delete(self):
        self._refuse_frozen(self)
        return super().delete()

    def bulk_update(self, objs, fields, batch_size=None):
        objs = list(objs)
        self._refuse_frozen(self.model.objects.filter(pk__in=[o.pk for o in objs]))
        self._refuse_versions(o.version_id for o in objs)
        return super().bulk_update(objs, fields, batch_size=batch_size)

    def bulk_create(self, objs, *args, **kwargs):
        objs = list(objs)
        self._refuse_versions(o.version_id for o in objs)
        return super().bulk_create(objs, *args, **kwargs)

    update.alters_data = delete.alters_data = bulk_update.alters_data = bulk_create.alters_data = True


class ItemQuerySet(models.QuerySet):
    """Items of one bureau."""

    def for_bureau(self, bureau):
        """Items of ``bureau``."""
        return self.filter(bureau=bureau)


class LawChangeQuerySet(models.QuerySet):
    """Changes of the law, as a bureau sees them."""

    def for_bureau(self, bureau):
        """Changes that touch an item of ``bureau``, with the counts ``total`` and ``open_count`` (undecided) of its items."""
        own = Q(touched__version__item__bureau=bureau)
        undecided = own & Q(touched__decision=ChangeDecision.UNTOUCHED)
        return self.annotate(
            total=Count("touched", filter=own, distinct=True),
            open_count=Count("touched", filter=undecided, distinct=True),
        ).filter(total__gt=0)

    def undecided(self):
        """Those with work left; after :meth:`for_bureau`."""
        return self.filter(open_count__gt=0)


class TouchedItemQuerySet(models.QuerySet):
    """Items touched by a change of the law."""

    def for_bureau(self, bureau):
        """Rows of one bureau's items."""
        return self.filter(version__item__bureau=bureau)

    def untouched(self):
        """Nobody has decided on them yet."""
        return self.filter(decision=ChangeDecision.UNTOUCHED)
