"""What the extension form begins with when it is opened from a wish of the party (``?wish=``)."""

from xinglongtai.core.web import whole_number

from ..models import Pledge
from ..status import WishKind


def wish_for_extension(pledge: Pledge, number: str | None) -> dict:
    """Initial values from the wish ``number`` of this pledge; empty where there is none."""
    wish = pledge.wishes.filter(kind=WishKind.TIME, pk=whole_number(number) or 0).first()
    return {"new_due_on": wish.until, "reason": f"当事人申请：{wish.text}"[:300]} if wish else {}
