"""Whether the folder of keys is the one of this database: for ``manage.py check`` and for the examination of the installation."""

from django.conf import settings
from django.core.checks import Warning, register
from django.db import DatabaseError

from ..diagnosis import Finding, Level, check
from ..errors import DomainError
from . import files, ring

_REMEDY = "从密钥备份恢复 KEYS_DIR，见《手册-密钥》"


@register()
def keys_belong(app_configs=None, **kwargs) -> list[Warning]:
    """A warning, not an error: the commands that put things right must run."""
    try:
        trouble = ring.standing()
    except (DatabaseError, RuntimeError):  # no tables yet, or no database to ask (building, tests)
        return []
    except DomainError as damaged:
        trouble = damaged.message
    return [Warning(trouble, hint=_REMEDY, id="vault.W001")] if trouble else []


@check("数据密钥", order=20)
def keys_stand():
    """The keys are there and are this database's; the folder is nobody else's to read, and not where the data is."""
    try:
        held, trouble = ring.known(), ring.standing()
    except DomainError as damaged:
        yield Finding(Level.FAULT, damaged.message, _REMEDY)
        return
    if trouble:
        yield Finding(Level.FAULT, trouble, _REMEDY)
        return
    if not held:
        yield Finding(Level.NOTICE, "还没有数据密钥，第一次登记证件号时自动生成")
        return
    yield Finding(Level.GOOD, f"正在使用的数据密钥是 {held[-1].id}（标记 {held[-1].mark}）")
    if len(held) > 1:
        old = "、".join(key.id for key in held[:-1])
        yield Finding(Level.NOTICE, f"旧密钥 {old} 还没有移出", "更换完成后运行 manage.py rotate_keys --retire 移出")
    folder = settings.KEYS_DIR
    if folder.stat().st_mode & 0o077:
        yield Finding(Level.FAULT, "密钥文件夹别的用户也能读", f"运行 chmod 700 {folder}")
    if folder.is_relative_to(settings.VAR_DIR):
        yield Finding(
            Level.NOTICE, "密钥和数据在同一个文件夹里，一起拷走就等于没有加密", "用环境变量 KEYS_DIR 把密钥放到别处"
        )


@check("文件加密", order=21, slow=True)
def files_stand():
    """Nothing lies plain that should be closed: the head of every such file is read."""
    plain = sum(1 for alias, storage in files.closing_storages() for _ in files.plain_files(alias, storage))
    if plain:
        yield Finding(Level.FAULT, f"有 {plain} 个应当加密的文件还没有加密", "运行 manage.py encrypt_files")
    else:
        yield Finding(Level.GOOD, "应当加密的文件都已加密")
