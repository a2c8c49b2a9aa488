"""Fonts of the printed papers: the faces made once from Debian's Noto CJK, and what characters can be printed at all.

Debian ships Noto Serif CJK as one CFF collection of 44,000 glyphs a language, which costs WeasyPrint twice the time and five times
the bytes of a TrueType face. ``prepare()`` (``manage.py prepare_fonts``, run by the set-up script) converts what letters need once,
into ``VAR_DIR/fonts``. Without those files papers still print, only slower: every stack ends with the system's own fonts.
"""

import json
import os
import tempfile
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings
from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont, newTable

NOTO_DIRECTORY = Path("/usr/share/fonts/opentype/noto")
SOURCE_REGULAR = NOTO_DIRECTORY / "NotoSerifCJK-Regular.ttc"
SOURCE_BOLD = NOTO_DIRECTORY / "NotoSerifCJK-Bold.ttc"
SOURCE_FAMILY = "Noto Serif CJK SC"
# Last in every stack, for characters that the serif face lacks (鿬); the path and the face inside it.
FALLBACKS = (
    (NOTO_DIRECTORY / "NotoSansCJK-Regular.ttc", "Noto Sans CJK SC"),
    (Path("/usr/share/fonts/truetype/hanazono/HanaMinA.ttf"), "HanaMinA"),
    (Path("/usr/share/fonts/truetype/hanazono/HanaMinB.ttf"), "HanaMinB"),
)
DROPPED_TABLES = ["BASE", "VORG", "GSUB", "GPOS", "GDEF", "DSIG", "vhea", "vmtx"]
EM_ERROR = 1.0  # cubic → quadratic: at most a thousandth of the em off
TITLE_CHARACTERS = "柔性执法告知承诺书"
BOX, TICK, TICKED_BOX = "□", "✓", "☑"  # Noto CJK has no ☑: it is put together from the other two


@dataclass(frozen=True)
class Face:
    """A prepared TrueType face: its family in style sheets, its file, and what it is cut from."""

    family: str
    file_name: str
    source: Path
    part: str

    @property
    def path(self) -> Path:
        return directory() / self.file_name


FACES = (
    Face("XLT Letter Text", "letter-text-1.ttf", SOURCE_REGULAR, "common"),
    Face("XLT Letter Rare", "letter-rare-1.ttf", SOURCE_REGULAR, "rare"),
    Face("XLT Letter Title", "letter-title-1.ttf", SOURCE_BOLD, "title"),
    Face("XLT Paper Title", "paper-title-1.ttf", SOURCE_BOLD, "titles"),
)


def drawing_face() -> str:
    """The file of the type that marks are drawn with on pictures; the system's own where nothing was prepared."""
    return str(next((path for path in (FACES[0].path, FALLBACKS[0][0]) if path.is_file()), ""))


def directory() -> Path:
    """Where prepared faces and the coverage file lie."""
    return Path(settings.VAR_DIR) / "fonts"


def _codec(name: str, leads: range, trails: range) -> set[int]:
    found = set()
    for lead in leads:
        for trail in trails:
            try:
                found.update(map(ord, bytes((lead, trail)).decode(name)))
            except UnicodeDecodeError:
                continue
    return found


@cache
def common_characters() -> frozenset[int]:
    """What nearly every letter is written with: GBK without private use, Latin, punctuation, boxes and full-width forms."""
    blocks = ((0x20, 0x17F), (0x2010, 0x2050), (0x2460, 0x2500), (0x25A0, 0x2760), (0x3000, 0x3040), (0xFF00, 0xFFF0))
    points = _codec("gbk", range(0x81, 0xFF), range(0x40, 0xFF))
    for first, end in blocks:
        points.update(range(first, end))
    return frozenset(p for p in points if unicodedata.category(chr(p)) != "Co")


@cache
def title_characters() -> frozenset[int]:
    """What titles are written with: the 3,755 characters of GB 2312's first level, digits, letters and brackets."""
    points = _codec("gb2312", range(0xB0, 0xD8), range(0xA1, 0xFF))
    return frozenset({*points, *range(0x20, 0x7F), *map(ord, "（）《》〔〕、，：—·")})


def _face(path: Path, family: str) -> TTFont:
    if path.suffix == ".ttc":
        for number, font in enumerate(TTCollection(path, lazy=True).fonts):
            if font["name"].getDebugName(1) == family:
                return TTFont(path, fontNumber=number, lazy=True)
        raise ValueError(f"{path.name} 中没有 {family}。")
    return TTFont(path, lazy=True)


def _is_han(point: int) -> bool:
    return 0x2E80 <= point <= 0x9FFF or 0xF900 <= point <= 0xFAFF or 0x20000 <= point <= 0x3FFFF


def _wanted(part: str, covered: Iterable[int]) -> set[int]:
    match part:
        case "common":
            return set(covered) & common_characters()
        case "rare":
            return {p for p in covered if p not in common_characters() and _is_han(p)}
        case "titles":
            return set(covered) & title_characters()
        case _:
            return set(map(ord, TITLE_CHARACTERS))


def _truetype(font: TTFont) -> None:
    """Replace CFF outlines by quadratic ones, in place."""
    glyph_set, order = font.getGlyphSet(), font.getGlyphOrder()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(glyph_set)
        glyph_set[name].draw(Cu2QuPen(pen, EM_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    table = font["glyf"] = newTable("glyf")
    table.glyphOrder, table.glyphs = order, glyphs
    del font["CFF "]
    maximum = font["maxp"]
    maximum.tableVersion = 0x00010000
    for key in ("maxTwilightPoints", "maxStorage", "maxFunctionDefs", "maxInstructionDefs", "maxStackElements"):
        setattr(maximum, key, 0)
    maximum.maxSizeOfInstructions = maximum.maxComponentElements = 0
    maximum.maxZones = 1
    font["post"].formatType = 3.0
    font.sfntVersion = "\0\1\0\0"


def _ticked_box(font: TTFont) -> None:
    """Add ☑, its box lined up with □, so that both modes of a form match."""
    names, glyphs = font.getBestCmap(), font.getGlyphSet()
    pen = TTGlyphPen(glyphs)
    glyphs[names[ord(BOX)]].draw(pen)
    glyphs[names[ord(TICK)]].draw(TransformPen(pen, (0.8, 0, 0, 0.8, 110, 90)))
    name = "tickedbox"
    order = [*font.getGlyphOrder(), name]
    table = font["glyf"]
    table.glyphs[name] = pen.glyph()
    font["hmtx"].metrics[name] = font["hmtx"].metrics[names[ord(BOX)]]
    font.setGlyphOrder(order)
    table.glyphOrder = order
    for mapping in font["cmap"].tables:
        if mapping.isUnicode() and mapping.format in (4, 12):
            mapping.cmap[ord(TICKED_BOX)] = name


def _rename(font: TTFont, family: str) -> None:
    """The OFL wants derived faces renamed."""
    table = font["name"]
    table.names = []
    for name_id, text in ((1, family), (2, "Regular"), (3, f"{family} 1"), (4, family), (6, family.replace(" ", ""))):
        table.setName(text, name_id, 3, 1, 0x409)


def make(face: Face) -> Path:
    """Cut and convert one face; written beside its place and moved there when whole, so an interruption leaves nothing half-made."""
    font = _face(face.source, SOURCE_FAMILY)
    options = subset.Options(
        layout_features=[], notdef_outline=True, glyph_names=False, hinting=False, desubroutinize=True,
        drop_tables=DROPPED_TABLES, name_IDs=["*"],
    )  # fmt: skip
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=_wanted(face.part, font.getBestCmap()))
    cutter.subset(font)
    _truetype(font)
    if face.part == "common":
        _ticked_box(font)
    _rename(font, face.family)
    font.recalcTimestamp = False
    return _write(face.path, lambda handle: font.save(handle))


def _write(path: Path, save) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "wb") as handle:
            save(handle)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return path


def prepared() -> list[Face]:
    """The faces that are ready to be used."""
    return [face for face in FACES if face.path.is_file()]


def _ranges(points: Iterable[int]) -> list[list[int]]:
    ranges: list[list[int]] = []
    for point in sorted(points):
        if ranges and ranges[-1][1] == point - 1:
            ranges[-1][1] = point
        else:
            ranges.append([point, point])
    return ranges


def _stamp(path: Path) -> str:
    state = path.stat()
    return f"{path}:{state.st_size}:{state.st_mtime_ns}"


@cache
def coverage() -> frozenset[int]:
    """Code points that some font of the stack can draw. Read from fonts once, then from a small file beside the faces."""
    sources = [(SOURCE_REGULAR, SOURCE_FAMILY), *FALLBACKS]
    sources = [(path, family) for path, family in sources if path.is_file()]
    stamps = [_stamp(path) for path, _ in sources]
    path = directory() / "coverage.json"
    try:
        stored = json.loads(path.read_text())
        if stored["stamps"] == stamps:
            return frozenset(p for first, last in stored["ranges"] for p in range(first, last + 1))
    except (OSError, ValueError, KeyError):
        pass
    points: set[int] = set()
    for font_path, family in sources:
        points.update(_face(font_path, family).getBestCmap())
    content = json.dumps({"stamps": stamps, "ranges": _ranges(points)}).encode()
    _write(path, lambda handle: handle.write(content))
    return frozenset(points)


def _selects_a_variant(point: int) -> bool:
    return 0xFE00 <= point <= 0xFE0F or 0xE0100 <= point <= 0xE01EF


def missing_glyphs(text: str) -> list[str]:
    """Characters of ``text`` that no font can draw, each once, in order. Line breaks and invisible format marks do not count."""
    covered, missing = coverage(), []
    for character in text:
        category = unicodedata.category(character)
        if character in "\n\r\t" or category == "Cf" or _selects_a_variant(ord(character)):
            continue
        if (category == "Co" or ord(character) not in covered) and character not in missing:
            missing.append(character)
    return missing
