"""The words of cover, index and 备考表, and numbers hidden in copies for those who may not see them."""

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace

from django.conf import settings
from django.utils import timezone

from xinglongtai.core import parameters
from xinglongtai.core.display import cn_date, cn_datetime, mask_id, mask_numbers

from .contents import Contents
from .order import MAIN, SIDE, Listing
from .sheets import officers_of


def shielded(value, full: bool):
    """``value`` as it is for the full file; otherwise with numbers hidden in every string of it."""
    if full:
        return value
    if isinstance(value, str):
        return mask_numbers(value)
    if isinstance(value, dict):
        return {key: shielded(inner, full) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(shielded(inner, full) for inner in value)
    if is_dataclass(value):
        return replace(value, **{f.name: shielded(getattr(value, f.name), full) for f in fields(value)})
    return value


def front(contents: Contents, listings: Sequence[Listing], pages: int) -> dict:
    """案卷封面 and 卷内目录."""
    case = contents.case
    words = "、".join(dict.fromkeys(row.description for row in case.violations.all()))
    outcome = case.get_outcome_display() if case.outcome and case.is_final else ""
    facts = [
        ("案由", words or "尚未登记违法行为"),
        ("当事人", case.party.name),
        ("统一社会信用代码", case.party.uscc) if case.party.uscc else ("证件号码", mask_id(case.party.identity)),
        ("承办单位", str(case.unit)),
        ("承办人", officers_of(case)),
        ("立案日期", cn_date(case.filed_on)) if case.filed_on else ("发现线索日期", cn_date(case.discovered_on)),
        ("结案日期", cn_date(case.outcome_on) if case.is_final else ""),
        (
            "处理结果",
            " ".join(filter(None, (outcome, case.decision_number))) or f"未办结（{case.get_status_display()}）",
        ),
        ("归档日期", ""),
        ("保管期限", parameters.value(case.bureau, "casefile.retention")),
        ("页数", f"{pages} 页"),
    ]
    return {
        "bureau": case.bureau.full_name,
        "number": case.pk,
        "facts": facts,
        "listings": listings,
        "copy": "" if contents.full else "副本：不含个人证件材料，证件号码和电话已遮盖",
        "demo": settings.DEMO_MODE,
    }


def back(contents: Contents, listings: Sequence[Listing], missing: list[str], problems: list[str]) -> dict:
    """卷内备考表: what the volume holds and lacks, and what was found wrong."""
    counted = dict.fromkeys((MAIN, SIDE), 0)
    for listing in listings:
        counted[listing.volume] += sum(line.last - line.first + 1 for line in listing.lines)
    papers = sum(1 for listing in listings for _ in listing.lines)
    return {
        "counts": f"本卷共有材料 {papers} 件、{sum(counted.values())} 页，其中正卷 {counted[MAIN]} 页、副卷 {counted[SIDE]} 页。",
        "missing": missing,
        "withheld": contents.withheld,
        "problems": problems,
        "made": f"由系统汇集于 {cn_datetime(timezone.now())}，收入截至此时的全部材料和记录。",
    }
