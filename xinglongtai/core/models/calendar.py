"""Official holidays and make-up working days, as the State Council announces them each year."""

from django.db import models

from ..workdays import DayKind


class CalendarDay(models.Model):
    """A day that is not what its weekday says. Ordinary weekdays and weekends have no row.

    Rows typed by hand (``source`` 手工录入) are never overwritten by ``load_calendar``.
    """

    class Kind(models.TextChoices):
        HOLIDAY = DayKind.HOLIDAY.value, "法定节假日放假"
        MAKE_UP = DayKind.MAKE_UP.value, "调休上班"
        WORKING = DayKind.WORKING.value, "工作日（更正）"
        WEEKEND = DayKind.WEEKEND.value, "普通休息日（更正）"

    class Source(models.TextChoices):
        PACKAGE = "package", "随软件提供"
        MANUAL = "manual", "手工录入"

    day = models.DateField("日期", unique=True)
    kind = models.CharField("类型", max_length=10, choices=Kind)
    name = models.CharField("名称", max_length=30, blank=True, help_text="如 国庆节")
    source = models.CharField("来源", max_length=10, choices=Source, default=Source.MANUAL, editable=False)

    class Meta:
        verbose_name = "节假日和调休"
        verbose_name_plural = "节假日和调休"
        ordering = ["day"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["holiday", "make_up", "working", "weekend"]), name="calendar_kind_known"
            ),
            models.CheckConstraint(condition=models.Q(source__in=["package", "manual"]), name="calendar_source_known"),
        ]

    def __str__(self):
        return f"{self.day:%Y-%m-%d} {self.name} {self.get_kind_display()}"
