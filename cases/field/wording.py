"""How far a phone's clock is off, in words. Pure functions."""

#: Seconds that nobody has to mend.
TOLERANCE = 120


def clock_words(ahead: int) -> str:
    """What is wrong with a clock that is ``ahead`` seconds ahead of the server's (negative: behind); "" within two minutes.

    >>> clock_words(11_400), clock_words(-90_000), clock_words(30)
    ('手机时钟比服务器快约3小时10分钟', '手机时钟比服务器慢约1天1小时', '')
    """
    if abs(ahead) < TOLERANCE:
        return ""
    hours, minutes = divmod(round(abs(ahead) / 60), 60)
    days, hours = divmod(hours, 24)
    words = "".join(f"{n}{unit}" for n, unit in ((days, "天"), (hours, "小时"), (minutes, "分钟")) if n)
    return f"手机时钟比服务器{'快' if ahead > 0 else '慢'}约{words}"


def clock_hint(ahead: int) -> str:
    """What to do about an inspection that seems to lie in the future."""
    wrong = clock_words(ahead)
    return f"{wrong}，请校正手机时间，再改检查日期和时间。" if wrong else "请改检查日期和时间。"
