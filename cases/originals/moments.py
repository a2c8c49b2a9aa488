"""What a file says of time, place and device, and how that stands to the moment it was received. Pure."""

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from pathlib import PureWindowsPath
from zoneinfo import ZoneInfo

#: Where the camera stood when the file names no zone: the bureau's own.
LOCAL = ZoneInfo("Asia/Shanghai")
_EXIF_TIME = re.compile(r"^(\d{4})[:\-/](\d{2})[:\-/](\d{2})[ T](\d{2}):(\d{2}):(\d{2})")
_OFFSET = re.compile(r"^([+-])(\d{2}):?(\d{2})$")
_ISO6709 = re.compile(rb"([+-]\d{2}(?:\.\d{1,10})?)([+-]\d{3}(?:\.\d{1,10})?)(?:[+-]\d{1,6}(?:\.\d{1,10})?)?/")
_DEGREE = Decimal("0.000001")  #: about ten centimetres
#: Clocks of cameras run a little fast.
AHEAD = timedelta(minutes=5)


@dataclass(frozen=True)
class Particulars:
    """What a file says of itself; it proves nothing alone. Times are aware; degrees WGS-84, as written by the device."""

    taken_at: datetime | None = None
    latitude: Decimal | None = None
    longitude: Decimal | None = None
    device: str = ""

    def plain(self) -> dict:
        """As JSON holds it."""
        values = {"taken_at": self.taken_at and self.taken_at.isoformat(), "device": self.device}
        return values | {name: value if value is None else str(value) for name, value in self._place()}

    def _place(self):
        return (("latitude", self.latitude), ("longitude", self.longitude))

    @classmethod
    def of(cls, given: dict) -> "Particulars":
        """What :meth:`plain` wrote. ValueError and TypeError for anything else."""
        degrees = [None if given[name] is None else Decimal(given[name]) for name in ("latitude", "longitude")]
        moment = given["taken_at"] and datetime.fromisoformat(given["taken_at"])
        return cls(moment, *degrees, str(given["device"]))


def exif_moment(text, offset="") -> datetime | None:
    """«2026:11:22 14:05:09» with its own offset where the camera wrote one («+08:00»), else as local time.

    >>> exif_moment("2026:11:22 14:05:09", "+09:00").isoformat()
    '2026-11-22T14:05:09+09:00'
    """
    match = _EXIF_TIME.match(plain_text(text))
    if not match:
        return None
    zone = LOCAL
    if found := _OFFSET.match(plain_text(offset)):
        span = timedelta(hours=int(found[2]), minutes=int(found[3]))
        if span <= timedelta(hours=14):
            zone = timezone(-span if found[1] == "-" else span)
    try:
        return plausible(datetime(*map(int, match.groups()), tzinfo=zone))
    except ValueError:
        return None


def plausible(moment: datetime) -> datetime | None:
    """``moment`` if a digital camera can have written it; a dead clock says 1904 or 1970."""
    return moment if 1995 <= moment.year <= 2100 else None


def position(latitude: float | None, longitude: float | None) -> tuple[Decimal | None, Decimal | None]:
    """A place in six decimals, or none: out of range, not a number, and «0, 0» (a receiver without a fix) are no places."""
    try:
        pair = float(latitude), float(longitude)
        good = all(map(math.isfinite, pair)) and abs(pair[0]) <= 90 and abs(pair[1]) <= 180 and any(pair)
        return (
            (Decimal(str(pair[0])).quantize(_DEGREE), Decimal(str(pair[1])).quantize(_DEGREE)) if good else (None, None)
        )
    except (TypeError, ValueError, InvalidOperation, ZeroDivisionError, OverflowError):
        return None, None


def position_in(markup: bytes) -> tuple[Decimal | None, Decimal | None]:
    """The place written after ISO 6709 in the notes of a video («+41.1200+122.0700/»)."""
    found = _ISO6709.search(markup)
    return position(found[1], found[2]) if found else (None, None)


def plain_text(value, limit: int = 100) -> str:
    """Words of a file without control and formatting characters, at most ``limit`` long."""
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    text = unicodedata.normalize("NFC", str(value or ""))
    return "".join(ch for ch in text if unicodedata.category(ch)[0] != "C" and ch != "\ufffd").strip()[:limit]


def display_name(given: str, endings: tuple[str, ...]) -> str:
    """A name to show: no folders, no control or direction characters, and an ending that is true.

    >>> display_name("../../x", (".jpg", ".jpeg")), display_name("发票.JPEG", (".jpg", ".jpeg"))
    ('x.jpg', '发票.JPEG')
    """
    name = plain_text(PureWindowsPath(plain_text(given, 1000)).name, 1000)
    name = re.sub(r'[<>:"|?*\\/]', "_", name).strip(" .") or "未命名"
    stem, dot, ending = name.rpartition(".")
    if dot and f".{ending.lower()}" in endings:
        return f"{stem[:110]}.{ending}"
    return f"{name[:110]}{endings[0]}"


@dataclass(frozen=True)
class Remark:
    """What is to be said about the time in a file; ``warns`` when a person should look."""

    words: str
    warns: bool = False


def compare(taken_at: datetime | None, received_at: datetime, most_hours: int) -> Remark | None:
    """How the time in the file stands to the time of receipt. ``None`` when the file names no time.

    Warns when it lies in the future or more than ``most_hours`` before the receipt.
    """
    if taken_at is None:
        return None
    gap = received_at - taken_at
    if gap < -AHEAD:
        return Remark(f"文件所载时间比收到时间还晚{spoken(-gap)}，手机时间可能不准，请核对", True)
    if gap > timedelta(hours=most_hours):
        return Remark(f"与收到时间相差{spoken(gap)}", True)
    return Remark("与收到时间相符")


def spoken(gap: timedelta) -> str:
    """«3 小时», «12 天», «40 分钟»: the largest unit that fits, cut off."""
    minutes = int(gap.total_seconds() // 60)
    if minutes >= 48 * 60:
        return f" {minutes // 1440} 天"
    return f" {minutes // 60} 小时" if minutes >= 60 else f" {max(1, minutes)} 分钟"


def length(seconds: int | None) -> str:
    """«1分05秒»; empty when not known."""
    if seconds is None:
        return ""
    return f"{seconds // 60}分{seconds % 60:02d}秒" if seconds >= 60 else f"{seconds}秒"
