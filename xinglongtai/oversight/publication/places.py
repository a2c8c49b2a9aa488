"""Pages of publication on «全部功能», and its part of the morning page."""

from xinglongtai.core.places import register

from ..morning import sections
from .section import build

register(
    "信用与公示",
    "oversight:publication",
    "公示报送",
    "处罚决定向公示系统、信用中国报送的期限、资料和报送包",
    permission="oversight.view_publication",
)
sections.register(build, order=65)
