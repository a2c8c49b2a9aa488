"""The demo's pairs that differ: one has its word, the others wait."""

from datetime import date, timedelta

from ..sameness.comparing import find
from ..sameness.services import sameness_decide
from ..sameness.status import Judgement


def play(everybody, stages: dict, on: date) -> None:
    """In the first bureau legal staff found one of the differences justified."""
    staff = everybody[0]
    found = find(staff.bureau, since=on - timedelta(days=365), until=on)
    if found:
        reason = "演示：该案当事人在检查中另有未如实陈述的情节，已在卷内记明，处理有正当理由。"
        given = {"judgement": Judgement.JUSTIFIED, "reason": reason}
        pair = found[-1]
        sameness_decide(odd=pair.odd.case, beside=pair.beside.case, actor=staff.legal, on=on, **given)
