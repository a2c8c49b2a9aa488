"""Papers as PDF bytes: WeasyPrint set up once per process, closed to the outside, the same input giving the same bytes.

Nothing here knows what a paper says. Templates are Django's (autoescape on), style sheets lie in ``static/letters``.
"""

import atexit
import hashlib
import subprocess
import sys
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from PIL import ImageFile

from . import fonts
from .fonts import missing_glyphs

__all__ = [
    "FetchRefused",
    "TooLong",
    "allowed_path",
    "letter_html",
    "letter_pdf",
    "missing_glyphs",
    "pdf",
    "pdf_apart",
    "qr_code",
    "reset",
]
_LOCK = threading.Lock()
#: Scheme of pictures that are handed over with the page.
PICTURE = "picture:"


class FetchRefused(ValueError):
    """A paper asked for something that is not one of our own letter files."""


class TooLong(RuntimeError):
    """A long paper could not be set in the time it was given."""


@dataclass
class _Press:
    """What is kept for the life of the process: fonts known to Pango and parsed style sheets."""

    font_config: object
    faces: object
    sheets: dict = field(default_factory=dict)


_press: _Press | None = None


def letters_directory() -> Path:
    """Where style sheets and images of papers lie."""
    return Path(settings.BASE_DIR) / "static" / "letters"


def allowed_path(url: str) -> Path:
    """The file of a ``file:`` URL inside the letters or the fonts directory; :class:`FetchRefused` for everything else."""
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.netloc in ("", "localhost"):
        path = Path(unquote(parts.path)).resolve()
        roots = (letters_directory().resolve(), fonts.directory().resolve())
        if any(path.is_relative_to(root) for root in roots) and path.is_file():
            return path
    raise FetchRefused(f"文书不得引用外部资源：{url[:80]}")


def _fetcher(pictures: Mapping[str, bytes] | None = None):
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class LetterFetcher(URLFetcher):
        """Files of :func:`allowed_path` and the pictures handed over, nothing else: no network, no other file, no data URL."""

        def fetch(self, url, headers=None):
            if pictures and url.startswith(PICTURE) and (name := url.removeprefix(PICTURE)) in pictures:
                return URLFetcherResponse(url, pictures[name])
            return URLFetcherResponse(url, allowed_path(url).read_bytes())

    return LetterFetcher()


def _font_faces() -> str:
    rule = '@font-face {{ font-family: "{0}"; src: url("{1}"); }}'
    return "\n".join(rule.format(face.family, face.path.as_uri()) for face in fonts.prepared())


def _ready() -> _Press:
    """The press of this process, set up at the first paper (about half a second)."""
    global _press
    if _press is None:
        from weasyprint import CSS
        from weasyprint.text.fonts import FontConfiguration

        # WeasyPrint lets Pillow take pictures that were cut off, for the whole process; whoever judges evidence must notice them.
        ImageFile.LOAD_TRUNCATED_IMAGES = False
        config = FontConfiguration()
        faces = CSS(string=_font_faces(), font_config=config, url_fetcher=_fetcher())
        _press = _Press(config, faces)
    return _press


def warm() -> None:
    """Set the press up before the first paper is asked for."""
    with _LOCK:
        _ready()


def reset() -> None:
    """Forget fonts and style sheets (after ``prepare_fonts``, and in tests)."""
    global _press
    with _LOCK:
        _press = None


# WeasyPrint removes its copies of the faces when the configuration goes, which must be before the interpreter does.
atexit.register(reset)


def pdf(
    html: str, stylesheet: str, *, pictures: Mapping[str, bytes] | None = None, variant: str | None = None
) -> bytes:
    """``html`` set with ``static/letters/<stylesheet>``. The same arguments give the same bytes with the same fonts and versions.

    ``pictures``: bytes of what the page shows as ``<img src="picture:NAME">``. ``variant``: WeasyPrint's word for an archive format
    («pdf/a-3b»). Pango's font map is not made for threads, so one paper is set at a time in a process.
    """
    from weasyprint import CSS, HTML

    identifier = hashlib.sha256(html.encode()).hexdigest()[:32].encode()
    with _LOCK:
        press = _ready()
        if stylesheet not in press.sheets:
            press.sheets[stylesheet] = CSS(
                filename=letters_directory() / stylesheet, font_config=press.font_config, url_fetcher=_fetcher()
            )
        document = HTML(string=html, base_url=letters_directory().as_uri() + "/", url_fetcher=_fetcher(pictures))
        return document.write_pdf(
            stylesheets=[press.faces, press.sheets[stylesheet]],
            font_config=press.font_config,
            pdf_identifier=identifier,
            pdf_variant=variant,
        )


def pdf_apart(html: str, stylesheet: str, *, seconds: int) -> bytes:
    """The same bytes as :func:`pdf`, set in a process of its own with low priority: a paper of hundreds of pages neither holds
    up the letters of this process nor leaves its memory behind. :class:`TooLong` after so many seconds or when it fails.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-c", _ALONE, stylesheet],
            input=html.encode(),
            capture_output=True,
            timeout=seconds,
            cwd=settings.BASE_DIR,
            check=True,
        )
    except subprocess.TimeoutExpired:
        raise TooLong(f"{stylesheet}: {seconds} s") from None
    except subprocess.CalledProcessError as problem:
        raise TooLong(f"{stylesheet}: {problem.stderr.decode(errors='replace')[-500:]}") from None
    return done.stdout


#: What :func:`pdf_apart` runs: no models and no database, only the press.
_ALONE = """
import os, sys
os.nice(10)
from xinglongtai.core.typesetting import pdf
sys.stdout.buffer.write(pdf(sys.stdin.buffer.read().decode(), sys.argv[1]))
"""


@dataclass(frozen=True)
class QrCode:
    """A QR code as one SVG path on a grid of ``size`` modules (without a quiet zone: the paper around it is white)."""

    size: int
    path: str


def qr_code(text: str) -> QrCode:
    """``text`` as a QR code, medium error correction; drawn as vectors, so no image is loaded."""
    import segno

    code = segno.make(text, error="m", micro=False)
    rows = [bytes(row) for row in code.matrix]
    runs = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            width = 0
            while x + width < len(row) and row[x + width]:
                width += 1
            if width:
                runs.append(f"M{x} {y}h{width}v1h-{width}z")
            x += width or 1
    return QrCode(len(rows), "".join(runs))


def letter_html(kind: str, version: str, snapshot: dict, *, number: str, preview: bool = False) -> str:
    """``templates/letters/<kind>_<version>.html`` with the snapshot as ``s``; ``number`` is what is printed after «No:»."""
    link = snapshot.get("lookup_url")
    context = {"s": snapshot, "number": number, "preview": preview, "qr": qr_code(link) if link else None}
    return render_to_string(f"letters/{kind}_{version}.html", context)


def letter_pdf(
    kind: str,
    version: str,
    snapshot: dict,
    *,
    number: str,
    preview: bool = False,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """The letter as PDF bytes; preview and issue share this. ``kind``: or the layout several kinds share."""
    html = letter_html(kind, version, snapshot, number=number, preview=preview)
    return pdf(html, f"{kind}_{version}.css", pictures=pictures)
