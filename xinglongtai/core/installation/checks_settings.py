"""Looks at the settings: what must not be so in production, and the files that pages need."""

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders

from ..diagnosis import Finding, check
from .checks_machine import fault, good, notice
from .version import version

_OWN_MACHINE = {"127.0.0.1", "localhost", "::1", "", "0.0.0.0"}
#: Files every page needs; enough to tell collected from not collected.
_SAMPLES = ("css/app.css", "js/app.js", "vendor/bootstrap/bootstrap.min.css")


@check("设置", order=1)
def settings_of_production() -> Iterator[Finding]:
    """In a demo these are as they should be and only told; otherwise they are faults."""
    yield good(f"版本 {version()}")
    if settings.DEBUG:
        yield fault("DEBUG 打开着，出错页面会泄露内部信息", "去掉环境变量 DEBUG 后重启")
    if settings.DEMO_MODE:
        yield fault(
            "演示模式打开着，登录页显示演示账号，文书带演示标记",
            "正式使用：设 DEMO_MODE=0，删除 VAR_DIR/demo_mode，换用空的数据库",
        )
    host = urlsplit(settings.SITE_URL).hostname or ""
    if host in _OWN_MACHINE:
        yield fault(
            f"SITE_URL 是 {settings.SITE_URL}，承诺书二维码和邮件链接外面打不开",
            "设成当事人能打开的地址，签发之前必须改好",
        )
    elif not settings.SITE_URL.startswith("https://"):
        yield fault(f"SITE_URL 不是 https 地址：{settings.SITE_URL}", "配好证书后改成 https://")
    if not settings.HTTPS_ONLY:
        yield fault("HTTPS_ONLY 没有打开，登录凭据可能明文传送", "设 HTTPS_ONLY=1，前面放带证书的 nginx")
    if "*" in settings.ALLOWED_HOSTS:
        yield fault("ALLOWED_HOSTS 允许任何域名", "只写自己的域名")
    elif host not in _OWN_MACHINE and not any(_fits(host, allowed) for allowed in settings.ALLOWED_HOSTS):
        yield fault(f"ALLOWED_HOSTS 里没有 {host}", "与 SITE_URL 的域名一致")
    if settings.WEBHOOK_LOOPBACK:
        yield notice("WEBHOOK_LOOPBACK 打开着，推送可以发往本机", "只用于试验，正式使用请关掉")
    if settings.LOG_FORMAT != "json":
        yield notice("日志是便于人看的格式", "正式使用设 LOG_FORMAT=json，便于按请求编号查找")


def _fits(host: str, allowed: str) -> bool:
    return host == allowed or (allowed.startswith(".") and host.endswith(allowed))


@check("页面文件", order=21)
def static_files() -> Iterator[Finding]:
    """Style sheets and scripts are collected, and they are those of this release."""
    root = Path(settings.STATIC_ROOT)
    for name in _SAMPLES:
        collected, own = root / name, finders.find(name)
        if not collected.is_file():
            yield fault(f"页面样式和脚本没有收集到 {root}", "运行 manage.py collectstatic --no-input")
            return
        if own and Path(own).read_bytes() != collected.read_bytes():
            yield fault(f"{collected} 不是这个版本的", "运行 manage.py collectstatic --no-input")
            return
