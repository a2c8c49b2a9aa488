"""Pages of the file set with the letter press, and PDFs put together as one PDF/A-2b with page numbers and bookmarks.

Every page comes either from our own press (fonts embedded, sRGB output intent) or is a picture on such a page, so the whole keeps to
ISO 19005-2 level B once links, scripts and smoothing of pictures are gone. The suite's own checks are in ``tests/pledges/pdfa_checks.py``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from django.template.loader import render_to_string
from pikepdf import Dictionary, Name, OutlineItem, String

from xinglongtai.core import fonts, typesetting

from .order import Listing

STYLE = "casefile_v1.css"
VARIANT = "pdf/a-2b"
#: What is drawn for a character that no installed font has; PDF/A knows no empty boxes.
NO_GLYPH = "〓"


@dataclass(frozen=True)
class Part:
    """Pages ``first`` (from 0) to ``first + count`` of the PDF at ``path``."""

    path: Path
    first: int
    count: int


def set_pages(layout: str, context: dict, path: Path, pictures: dict[str, bytes] | None = None) -> Part:
    """``templates/letters/casefile_<layout>_v1.html`` as a PDF at ``path``."""
    html = printable(render_to_string(f"letters/casefile_{layout}_v1.html", context))
    path.write_bytes(typesetting.pdf(html, STYLE, pictures=pictures, variant=VARIANT))
    return Part(path, 0, count(path))


def printable(text: str) -> str:
    """``text`` without characters that no font draws."""
    return text.translate({ord(character): NO_GLYPH for character in fonts.missing_glyphs(text)})


def count(path: Path) -> int:
    """How many pages the PDF at ``path`` has."""
    with pikepdf.open(path) as pdf:
        return len(pdf.pages)


def keyed_parts(path: Path) -> dict[str, Part]:
    """The parts of a PDF of ours whose bookmarks are keys, each beginning on a page of its own."""
    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        starts = [(item.title, pikepdf.Page(item.destination[0]).index) for item in outline.root]
        ends = [first for _, first in starts[1:]] + [len(pdf.pages)]
        return {key: Part(path, first, end - first) for (key, first), end in zip(starts, ends, strict=True)}


@dataclass
class Whole:
    """Everything that becomes one PDF: ``front`` (cover and index), the entries' parts in the index's order, ``back``; ``stamps`` has
    one page for each numbered page."""

    front: Part
    index_from: int
    listings: Sequence[Listing]
    parts: dict[str, list[Part]]
    stamps: Part
    back: Part


def bind(whole: Whole, path: Path) -> None:
    """Write the one PDF at ``path``. Pages are copied from file to file, so memory does not grow with their number."""
    opened: dict[Path, pikepdf.Pdf] = {}

    def source(of: Path) -> pikepdf.Pdf:
        if of not in opened:
            opened[of] = pikepdf.open(of)
        return opened[of]

    try:
        with pikepdf.open(whole.front.path) as out:
            before = len(out.pages)
            for listing in whole.listings:
                for line in listing.lines:
                    for part in whole.parts[line.entry.key]:
                        out.pages.extend(source(part.path).pages[part.first : part.first + part.count])
            stamps = source(whole.stamps.path)
            for number in range(len(out.pages) - before):
                page = out.pages[before + number]
                _bare(page)
                page.add_overlay(stamps.pages[number])
            end = len(out.pages)
            out.pages.extend(source(whole.back.path).pages)
            _bookmarks(out, whole, before, end)
            _labels(out, whole, before, end)
            _still_pictures(out)
            out.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    finally:
        for pdf in opened.values():
            pdf.close()


def _bare(page: pikepdf.Page) -> None:
    """Nothing on the page leads anywhere or does anything."""
    for name in ("/Annots", "/AA", "/StructParents", "/Tabs", "/B"):
        if name in page.obj:
            del page.obj[name]


def _still_pictures(pdf: pikepdf.Pdf) -> None:
    """No smoothing of pictures (ISO 19005-2, 6.2.8)."""
    for thing in pdf.objects:
        if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == Name.Image and "/Interpolate" in thing:
            thing.Interpolate = False


def _bookmarks(pdf: pikepdf.Pdf, whole: Whole, before: int, end: int) -> None:
    with pdf.open_outline() as outline:
        outline.root.clear()
        outline.root.append(OutlineItem("案卷封面", 0))
        outline.root.append(OutlineItem("卷内目录", whole.index_from))
        volumes: dict[str, OutlineItem] = {}
        for listing in whole.listings:
            first = before + listing.lines[0].first - 1
            if listing.volume not in volumes:
                volumes[listing.volume] = OutlineItem(listing.volume, first)
                outline.root.append(volumes[listing.volume])
            heading = OutlineItem(listing.heading, first)
            for line in listing.lines:
                words = " ".join(filter(None, (line.entry.title, line.entry.number)))
                heading.children.append(OutlineItem(words, before + line.first - 1))
            volumes[listing.volume].children.append(heading)
        outline.root.append(OutlineItem("卷内备考表", end))


def _labels(pdf: pikepdf.Pdf, whole: Whole, before: int, end: int) -> None:
    """The viewer shows the stamped numbers; cover, index and 备考表 are not counted among them."""
    nums = [0, Dictionary(P=String("封面")), whole.index_from, Dictionary(P=String("目录"), S=Name.D)]
    nums += [before, Dictionary(S=Name.D), end, Dictionary(P=String("备考表"))]
    pdf.Root.PageLabels = Dictionary(Nums=pikepdf.Array(nums))
    pdf.Root.PageMode = Name.UseOutlines


def stamp_words(listings: Iterable[Listing]) -> list[dict]:
    """What is stamped on each numbered page: its number, and 作废 on void papers."""
    return [
        {"number": number, "void": line.entry.voided}
        for listing in listings
        for line in listing.lines
        for number in range(line.first, line.last + 1)
    ]
