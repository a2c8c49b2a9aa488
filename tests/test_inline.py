"""Nothing in a page runs or looks by itself: no inline script, no style, no attribute that is a script (decision 047)."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
#: Papers become PDF, no browser reads them; their styles lie in static/letters all the same.
ROOMS = ("templates", "xinglongtai", "catalog", "cases", "pledges")
INLINE = (
    r"<style\b",
    r"<script(?![^>]*\bsrc=)(\s[^>]*)?>",
    r"<[a-z][^<>]*\sstyle\s*=",
    r"<[a-z][^<>]*\son[a-z]{3,}\s*=",
    r"""(href|src|action)\s*=\s*["']?\s*javascript:""",
    r"\bhx-on\b|\bhx-vals\s*=\s*[\"']js:",
    r"setAttribute\(\s*[\"'](style|on[a-z]+)[\"']",
    r"\bnew Function\(|\beval\(",
)
FOUND = re.compile("|".join(INLINE), re.IGNORECASE)


def sources():
    for room in ROOMS:
        yield from (ROOT / room).rglob("*.html")
        yield from (path for path in (ROOT / room).rglob("*.py") if "migrations" not in path.parts)
    yield from (ROOT / "static" / "js").rglob("*.js")


@pytest.mark.parametrize(
    "planted",
    [
        "<style>",
        "<script>go()</script>",
        '<script type="module">',
        '<p class="a" style="color:red">',
        "<button onclick='x()'>",
        '<a href="javascript:void 0">',
        '<div hx-on:click="x()">',
        'box.setAttribute("style", "top:0")',
        "eval('1')",
    ],
)
def test_a_planted_one_is_found(planted):
    assert FOUND.search(planted)


def test_an_innocent_line_is_let_pass():
    assert not FOUND.search('<script defer src="/a.js"></script><link rel="stylesheet" href="x"><p data-one="1">')


def test_nothing_is_inline():
    faults = []
    for path in sources():
        text = path.read_text()
        faults += [f"{path.relative_to(ROOT)}: {found.group()[:60]}" for found in FOUND.finditer(text)]
    assert faults == []


def test_style_sheets_fetch_nothing_from_elsewhere_and_lock_no_screen():
    """The second half stands for axe's rule on locked orientation, which the journeys leave out."""
    for path in (ROOT / "static").rglob("*.css"):
        text = path.read_text()
        assert not re.search(r"""@import|url\(\s*["']?(https?:)?//""", text), path
        if "vendor" not in path.parts:
            assert "orientation" not in text, path
