"""Signs in lists: a shape, a word and a colour, never colour alone."""

from django.utils.html import format_html

from ..models import ItemVersion
from ..status import LoadState, VersionState

_STATE = {
    VersionState.DRAFT: ("✎", "draft"),
    VersionState.PENDING: ("◔", "pending"),
    VersionState.PUBLISHED: ("●", "published"),
    VersionState.RETIRED: ("■", "retired"),
}
_LOAD = {
    LoadState.ENABLED: ("✓", "published"),
    LoadState.REVIEW: ("◆", "review"),
    LoadState.DISABLED: ("✕", "disabled"),
}


def badge(shape: str, word: str, tone: str) -> str:
    """The sign as safe HTML; its colours stand in ``static/catalog/admin.css``."""
    return format_html(
        '<span class="catalog-badge catalog-{}"><span aria-hidden="true">{}</span> {}</span>', tone, shape, word
    )


def state_badge(version: ItemVersion, on) -> str:
    """State of a version as of ``on``; one whose end is decided but not reached says until when it holds."""
    shape, tone = _STATE[VersionState(version.state)]
    word = version.get_state_display()
    if version.state == VersionState.RETIRED and version.covers(on):
        word = f"有效至 {version.effective_to:%Y-%m-%d}"
    elif version.state == VersionState.PUBLISHED and version.effective_from > on:
        word = f"{version.effective_from:%Y-%m-%d} 起施行"
    return badge(shape, word, tone)


def load_badge(version: ItemVersion) -> str:
    """Whether the item may be used."""
    shape, tone = _LOAD[LoadState(version.load_state)]
    return badge(shape, version.get_load_state_display(), tone)
