"""What ``script/doctor`` says about accounts."""

from django.conf import settings

from .. import keys
from ..diagnosis import Finding, Level, check
from ..errors import DomainError
from ..models import SecondFactor, User
from ..roles import THREE_KEEPERS, Role
from . import sealing, separation
from .people import breaking_separation


@check("账号和三员分立", order=30)
def separated():
    """Accounts that break 三员分立, keepers nobody holds, superusers that can log in, rights beside the roles."""
    for account in breaking_separation().prefetch_related("groups"):
        words = separation.conflict([group.name for group in account.groups.all()])
        yield Finding(Level.FAULT, f"账号 {account.username}：{words}", "请安全管理员在“账号与权限”中调整角色")
    held = set(User.objects.filter(is_active=True).values_list("groups__name", flat=True))
    for role in Role:
        if role.value in THREE_KEEPERS and role.value not in held:
            yield Finding(Level.NOTICE, f"没有能登录的{role.label}", "请安全管理员（或安装时的超级管理员）授予角色")
    for name in User.objects.filter(is_superuser=True, is_active=True).values_list("username", flat=True):
        yield Finding(Level.NOTICE, f"超级管理员账号 {name} 可以登录", "三员设好后请停用：account_rescue --switch-off")
    for name in User.objects.filter(user_permissions__isnull=False).distinct().values_list("username", flat=True):
        yield Finding(Level.NOTICE, f"账号 {name} 有角色以外的单独权限", "请改用角色")


@check("动态验证码", order=31)
def second_factors():
    """Whether a code is asked for, and whether the keys that close the secrets are there."""
    if not settings.SECOND_FACTOR_REQUIRED and not settings.DEMO_MODE:
        yield Finding(Level.NOTICE, "没有要求动态验证码", "正式使用请设 SECOND_FACTOR_REQUIRED=1")
    for key_id in SecondFactor.objects.values_list("key_id", flat=True).distinct():
        try:
            keys.find(sealing.PURPOSE, key_id)
        except DomainError as error:
            yield Finding(
                Level.FAULT, error.message, "从密钥备份恢复 KEYS_DIR；恢复不了的，由安全管理员逐个重置动态验证码"
            )
