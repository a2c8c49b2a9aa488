"""The name of a device as people say it, from what its browser tells. Pure. The full text is never kept: it can tell too much."""

import re

_SYSTEMS = (
    ("HarmonyOS", "鸿蒙设备"),
    ("OpenHarmony", "鸿蒙设备"),
    ("iPhone", "苹果手机"),
    ("iPad", "苹果平板"),
    ("Android", "安卓手机"),
    ("Windows", "Windows 电脑"),
    ("Macintosh", "苹果电脑"),
    ("Linux", "Linux 电脑"),
)
_BROWSERS = (
    ("MicroMessenger/", "微信"),
    ("DingTalk/", "钉钉"),
    ("Edg/", "Edge"),
    ("HuaweiBrowser/", "华为浏览器"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Version/", "Safari"),
)


def plain_device(user_agent: str) -> str:
    """System and browser with its main version.

    >>> plain_device("Mozilla/5.0 (Linux; Android 13; X) AppleWebKit/537.36 Chrome/128.0.0.0 Mobile Safari/537.36")
    '安卓手机 · Chrome 128'
    """
    text = user_agent or ""
    system = next((words for sign, words in _SYSTEMS if sign in text), "")
    if system == "安卓手机" and "Mobile" not in text:
        system = "安卓平板"
    for sign, words in _BROWSERS:
        found = re.search(re.escape(sign) + r"(\d{1,4})", text)
        if found:
            return f"{system or '未知设备'} · {words} {found.group(1)}"
    return system or "未知设备"
