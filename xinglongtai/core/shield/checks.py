"""System checks where Django has none: no debug pages for strangers, no weak or forgotten secret, no half a configuration.

Those tagged ``security`` without ``deploy`` run with every command; ``refuse_debug`` also when the application is loaded.
"""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]", "::1", ".localhost"})
#: Shorter keys can be guessed by trying; Django draws 50 characters, ``token_urlsafe(64)`` 86.
LEAST_KEY, LEAST_DISTINCT = 50, 5


def debug_faults(*, debug: bool, demo: bool, hosts: Iterable[str]) -> list[str]:
    """Why debug pages, which show code and values of variables, may not be on here.

    >>> debug_faults(debug=True, demo=True, hosts=["127.0.0.1"]), debug_faults(debug=False, demo=False, hosts=["*"])
    ([], [])
    """
    faults = []
    if debug and not demo:
        faults.append("DEBUG=1 只能和 DEMO_MODE=1 一起用：出错页面会显示程序和数据")
    if debug and (public := sorted(set(hosts) - LOOPBACK)):
        faults.append(f"DEBUG=1 时 ALLOWED_HOSTS 只能是本机，不能有：{'、'.join(public)}")
    return faults


def _here() -> list[str]:
    return debug_faults(debug=settings.DEBUG, demo=settings.DEMO_MODE, hosts=settings.ALLOWED_HOSTS)


def refuse_debug() -> None:
    """Called where the application is loaded by a server, which runs no checks. Raises ImproperlyConfigured."""
    if faults := _here():
        raise ImproperlyConfigured("；".join(faults))


@register(Tags.security)
def no_debug_leak(app_configs, **kwargs):
    """DEBUG outside a demonstration on one's own machine is an error, not a matter of taste."""
    return [Error(fault, hint="去掉 DEBUG，或只在本机演示时使用。", id="xinglongtai.E001") for fault in _here()]


@register(Tags.security)
def policies_are_sent(app_configs, **kwargs):
    """The two middlewares of this package stand first, in their order."""
    wanted = ["xinglongtai.core.shield.answers.AnswerHeaders", "xinglongtai.core.shield.requests.SoundRequests"]
    places = [settings.MIDDLEWARE.index(name) for name in wanted if name in settings.MIDDLEWARE]
    readers = [n for n, name in enumerate(settings.MIDDLEWARE) if name.startswith(("django.", "whitenoise."))]
    if len(places) == len(wanted) and places == sorted(places) and places[-1] < min(readers):
        return []
    return [Error("安全中间件不全或次序不对", hint="顺序见 docs/decisions/047-hardening.md。", id="xinglongtai.E002")]


@register(Tags.security)
def scanner_is_told_what_to_do(app_configs, **kwargs):
    """CLAMD_DOWN is a choice between two."""
    if settings.CLAMD_DOWN in {"refuse", "accept"}:
        return []
    return [Error("CLAMD_DOWN 只能是 refuse（拒收）或 accept（接收并记录）", id="xinglongtai.E003")]


@register(Tags.security, deploy=True)
def secrets_are_good(app_configs, **kwargs):
    """Django judges SECRET_KEY and the fallbacks by length; here: none twice, and not too many kept."""
    known = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    weak = [key for key in known if len(key) < LEAST_KEY or len(set(key)) < LEAST_DISTINCT]
    found = []
    if weak:
        found.append(Warning("SECRET_KEY 或 SECRET_KEY_FALLBACKS 中有太短或太简单的密钥", id="xinglongtai.W001"))
    if len(set(known)) != len(known):
        found.append(Warning("SECRET_KEY_FALLBACKS 里有重复的密钥", id="xinglongtai.W002"))
    return found


@register(Tags.security, deploy=True)
def addresses_agree(app_configs, **kwargs):
    """What is printed and mailed (SITE_URL), what is answered (ALLOWED_HOSTS) and what is encrypted belong together."""
    site, found = urlsplit(settings.SITE_URL), []
    if settings.HTTPS_ONLY and site.scheme != "https":
        found.append(
            Warning("HTTPS_ONLY=1，而 SITE_URL 不是 https 地址：二维码和邮件里的链接不加密", id="xinglongtai.W003")
        )
    if "*" in settings.ALLOWED_HOSTS:
        found.append(Warning("ALLOWED_HOSTS 含有“*”：等于不检查域名", id="xinglongtai.W004"))
    elif site.hostname and not any(_covers(host, site.hostname) for host in settings.ALLOWED_HOSTS):
        found.append(Warning("SITE_URL 的域名不在 ALLOWED_HOSTS 里：印出的地址打不开", id="xinglongtai.W005"))
    if settings.DEMO_MODE:
        found.append(Warning("DEMO_MODE=1：登录页公开演示密码，只能用于演示", id="xinglongtai.W006"))
    return found


def _covers(allowed: str, host: str) -> bool:
    allowed = allowed.lower().strip("[]")
    return host == allowed or (allowed.startswith(".") and (host.endswith(allowed) or host == allowed[1:]))
