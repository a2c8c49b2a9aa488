"""What belongs to an account besides its name: former passwords, the second factor, recovery codes, open sessions."""

from django.db import models

from .people import User


class FormerPassword(models.Model):
    """A password as Django keeps it (salted, never readable), so that the last ones are not taken again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="former_passwords", verbose_name="账号")
    encoded = models.CharField(max_length=128)
    set_at = models.DateTimeField("设定时间", auto_now_add=True)

    class Meta:
        verbose_name = "用过的密码"
        verbose_name_plural = "用过的密码"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.user_id} {self.set_at:%Y-%m-%d}"


class SecondFactor(models.Model):
    """The secret that an app on the person's phone shares with us, closed with a key outside the database.

    ``last_step``: the newest 30-second step whose code was taken; that one and older ones are refused.
    """

    user = models.OneToOneField(
        User, on_delete=models.CASCADE, related_name="second_factor", verbose_name="账号", primary_key=True
    )
    key_id = models.CharField(max_length=20)
    sealed = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    last_step = models.BigIntegerField(default=0)
    failures = models.PositiveIntegerField(default=0)
    resting_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "动态验证码"
        verbose_name_plural = "动态验证码"

    def __str__(self):
        return str(self.user_id)


class RecoveryCode(models.Model):
    """One of the codes for a lost phone: a keyed hash, used once."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes", verbose_name="账号")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "恢复码"
        verbose_name_plural = "恢复码"
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_once")]

    def __str__(self):
        return str(self.user_id)


class AccountSession(models.Model):
    """A login that is open: from where, with what, since when. ``session_key`` names the row of Django's own table."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="open_sessions", verbose_name="账号")
    session_key = models.CharField(max_length=40, unique=True)
    began_at = models.DateTimeField("登录时间")
    seen_at = models.DateTimeField("最近使用")
    address = models.CharField("地址", max_length=45, blank=True)
    device = models.CharField("设备", max_length=60, blank=True)

    class Meta:
        verbose_name = "登录会话"
        verbose_name_plural = "登录会话"
        ordering = ["-seen_at", "-pk"]

    def __str__(self):
        return f"{self.user_id} {self.device}"
