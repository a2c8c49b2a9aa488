"""The form of 说理."""

from xinglongtai.core.acts import VerbForm

from ..services.reasoning import LONGEST
from .case import words


class ReasoningForm(VerbForm):
    """The text as it shall stand. ``version``: of the text that is changed, 0 for the composed one."""

    text = words("理由", help_text="写给当事人看，用平实的话；不能确定的事不要写成事实。", rows=12, limit=LONGEST)
