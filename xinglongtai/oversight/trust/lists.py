"""Whether the bureau uses the lists at all (default: no)."""

from xinglongtai.core import parameters
from xinglongtai.core.errors import NotVisible, TransitionRefused

OFF = "本机关没有启用守信失信名单。守信记录不受影响。"


def enabled(bureau) -> bool:
    """The parameter «启用守信失信名单»."""
    return parameters.value(bureau, "trust.lists_enabled")


def enabled_for(officer) -> bool:
    """The same for somebody's bureau; no officer, no lists."""
    return bool(officer and officer.bureau and enabled(officer.bureau))


def require_page(bureau) -> None:
    """NotVisible while the lists are off: there is no such page."""
    if not enabled(bureau):
        raise NotVisible(OFF)


def require_verb(bureau) -> None:
    """TransitionRefused while the lists are off."""
    if not enabled(bureau):
        raise TransitionRefused(OFF)
