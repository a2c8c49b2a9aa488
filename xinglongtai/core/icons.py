"""Line icons drawn on a 24 × 24 grid, kept as path data so pages need no icon font.

An icon never stands alone for a meaning: the word is always beside it.
"""

from functools import lru_cache

from django.utils.html import format_html
from django.utils.safestring import SafeString

PATHS = {
    "home": "M3 11l9-7 9 7M5 9.5V20h5v-6h4v6h5V9.5",
    "grid": "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h6v6h-6z",
    "plus": "M12 5v14M5 12h14",
    "folder": "M3 7a2 2 0 0 1 2-2h4l2 3h8a2 2 0 0 1 2 2v7a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2z",
    "pledge": "M14 3H6v18h12V7zM14 3v4h4M9 14l2 2 4-4",
    "people": "M9 11a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM2 21v-2a5 5 0 0 1 5-5h4a5 5 0 0 1 5 5v2"
    "M16 3.5a4 4 0 0 1 0 7M22 21v-2a5 5 0 0 0-4-4.9",
    "heart": "M12 20s-8-4.6-8-10.5A4.5 4.5 0 0 1 12 7a4.5 4.5 0 0 1 8 2.5C20 15.4 12 20 12 20z",
    "overdue": "M12 21a8 8 0 1 0 0-16 8 8 0 0 0 0 16zM12 9v4l3 2M5 3L2 6M19 3l3 3",
    "chart": "M4 20h17M7 20v-7M12 20V6M17 20v-10",
    "scales": "M12 4v16M7 20h10M5 7h14M5 7l-3 7h6zM19 7l-3 7h6z",
    "approve": "M20 11v7a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2h9M9 11l3 3 9-9",
    "catalog": "M4 5h3M4 12h3M4 19h3M10 5h10M10 12h10M10 19h10",
    "gear": "M12 15.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM12 2v3M12 19v3M2 12h3M19 12h3"
    "M4.9 4.9l2.2 2.2M16.9 16.9l2.2 2.2M4.9 19.1l2.2-2.2M16.9 7.1l2.2-2.2",
    "user": "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4 21a8 8 0 0 1 16 0",
    "bell": "M6 10a6 6 0 0 1 12 0c0 5 2 6 2 7H4c0-1 2-2 2-7zM10 21h4",
    "search": "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM16 16l5 5",
    "left": "M15 5l-7 7 7 7",
    "right": "M9 5l7 7-7 7",
    "down": "M5 9l7 7 7-7",
    "calendar": "M4 6h16v15H4zM4 11h16M8 3v5M16 3v5",
    "camera": "M3 8h4l2-3h6l2 3h4v12H3zM12 17a4 4 0 1 0 0-8 4 4 0 0 0 0 8z",
    "print": "M7 9V3h10v6M7 17H3V9h18v8h-4M7 14h10v7H7z",
    "download": "M12 3v12M7 10l5 5 5-5M4 20h16",
    "upload": "M12 16V4M7 9l5-5 5 5M4 20h16",
    "filter": "M3 5h18l-7 8v6l-4 2v-8z",
    "out": "M10 4H4v16h6M15 8l4 4-4 4M9 12h10",
    "pen": "M4 20l1-5L16 4l4 4L9 19zM14 6l4 4",
    "swap": "M4 8h15M15 4l4 4-4 4M20 16H5M9 12l-4 4 4 4",
    # signs of state: each tone has its own shape, so colour is never the only sign
    "neutral": "M12 19a7 7 0 1 0 0-14 7 7 0 0 0 0 14z",
    "info": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v6M12 7v.5",
    "good": "M4 13l5 5L20 6",
    "warn": "M12 3L2 20h20zM12 10v4M12 16.5v.5",
    "danger": "M8 3h8l5 5v8l-5 5H8l-5-5V8zM9 9l6 6M15 9l-6 6",
    "question": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.1.9-1.1 1.7M12 16.5v.5",
    "pending": "M6 3h12M6 21h12M7 3c0 6 10 6 10 9s-10 3-10 9M17 3c0 6-10 6-10 9s10 3 10 9",
}


@lru_cache(maxsize=1024)
def icon(name: str, css: str = "") -> SafeString:
    """The icon as decorative inline SVG (hidden from screen readers); an unknown name draws nothing."""
    path = PATHS.get(name)
    if path is None:
        return SafeString("")
    return format_html(
        '<svg class="icon {}" viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor"'
        ' stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"'
        ' focusable="false"><path d="{}"/></svg>',
        css,
        path,
    )
