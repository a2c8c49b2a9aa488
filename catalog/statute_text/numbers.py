"""Chinese numerals of legal texts: 十五 ⇄ 15, 一百二十六 ⇄ 126."""

NUMERALS = "零〇一二三四五六七八九十百千两"
_DIGITS = "零一二三四五六七八九"
_VALUE = {char: value for value, char in enumerate(_DIGITS)} | {"〇": 0, "两": 2}
_UNIT = {"十": 10, "百": 100, "千": 1000}


def to_number(text: str) -> int:
    """The value of a numeral below ten thousand, Chinese or Arabic (full width too): ``十五`` → 15, ``48`` → 48."""
    if text.isdecimal():
        return int(text)
    if all(char in _VALUE for char in text):  # 二〇二六, digit by digit
        return int("".join(str(_VALUE[char]) for char in text))
    total = current = 0
    for char in text:
        if char in _UNIT:
            total += (current or 1) * _UNIT[char]
            current = 0
        else:
            current = _VALUE[char]
    return total + current


def to_chinese(number: int) -> str:
    """48 → 四十八, 105 → 一百零五, 1010 → 一千零一十 (1–9999); what is beyond stays in digits."""
    if number > 9999:
        return str(number)
    text, gap = "", False
    for unit, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if not digit:
            gap = bool(text)
            continue
        text += ("零" if gap else "") + ("" if (digit, word, text) == (1, "十", "") else _DIGITS[digit]) + word
        gap = False
    return text
