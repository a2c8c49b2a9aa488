"""Long work that goes on while its page can be left."""

from django.db import models

from .people import Bureau, Officer


class JobState(models.TextChoices):
    """How far a piece of long work is."""

    WAITING = "waiting", "等待开始"
    RUNNING = "running", "正在处理"
    DONE = "done", "已完成"
    FAILED = "failed", "没有完成"


class Job(models.Model):
    """One piece of long work: who asked for what, how far it is, what came of it (see :mod:`xinglongtai.core.jobs`)."""

    bureau = models.ForeignKey(Bureau, on_delete=models.PROTECT, related_name="jobs", verbose_name="机关")
    kind = models.CharField("事项", max_length=40)
    params = models.JSONField(default=dict)
    owner = models.ForeignKey(Officer, on_delete=models.PROTECT, related_name="jobs", verbose_name="办理人")
    state = models.CharField("状态", max_length=8, choices=JobState, default=JobState.WAITING)
    result = models.JSONField(default=dict)
    message = models.CharField("说明", max_length=500, blank=True)
    asked_at = models.DateTimeField("提出时间", auto_now_add=True)
    begun_at = models.DateTimeField("开始时间", null=True, blank=True)
    ended_at = models.DateTimeField("结束时间", null=True, blank=True)

    class Meta:
        verbose_name = "后台任务"
        verbose_name_plural = "后台任务"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=JobState.values), name="job_state"),
        ]

    def __str__(self):
        return f"{self.kind}（{self.get_state_display()}）"


class QueuedJob(models.Model):
    """A job's place in the queue (``JOBS=queue``) and how far it is, told past the job's own transaction. Goes when it is tidied up."""

    job = models.OneToOneField(
        Job, on_delete=models.CASCADE, primary_key=True, related_name="queued", verbose_name="后台任务"
    )
    place = models.UUIDField("队列中的位置")
    said = models.JSONField(default=dict)
    beaten_at = models.DateTimeField("最近一次报告", null=True, blank=True)

    class Meta:
        verbose_name = "排队的后台任务"
        verbose_name_plural = "排队的后台任务"

    def __str__(self):
        return f"#{self.pk}"
