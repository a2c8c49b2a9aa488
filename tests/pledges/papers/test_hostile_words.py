"""Whatever stands in a text field of a letter or a paper is text on paper: no element, no attribute, no address that is asked for."""

import re
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pypdf
import pytest

from cases import measure_sheet
from pledges.papers import due
from pledges.papers.compose import compose
from pledges.papers.defaults import DEFAULTS
from pledges.papers.sample import SAMPLE_DAY, sample_material, sample_values
from tests.core import papers
from xinglongtai.core import typesetting

#: Out of text, out of an attribute, into a style, to another server, to a file of the machine, into an attachment, into a template.
HOSTILE = (
    "</p></td>\"'><script>x()</script><img src=http://127.0.0.1:9/i onerror=x()>"
    "<style>p{background:url(http://127.0.0.1:9/c)}</style><link rel=attachment href=file:///etc/passwd>"
    "<iframe src=//127.0.0.1:9></iframe><!--<a href='javascript:x()'>&lt;&#60;{{7|add:1}}{%if%}"
)
#: What the layout decides by; nobody types it.
LAYOUT = {"type", "look", "size", "mode", "version", "template_version", "lookup_url"}
DAY = re.compile(r"^\d{4}-\d{2}-\d{2}")


def with_words(value, words: str, count: list, key: str = ""):
    """``value`` with every text in it replaced, and how many there were."""
    if isinstance(value, dict):
        return {name: with_words(inner, words, count, name) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [with_words(inner, words, count, key) for inner in value]
    if isinstance(value, str) and key not in LAYOUT and not DAY.match(value):
        count.append(key)
        return words
    return value


class Shape(HTMLParser):
    """Elements, names of attributes and where the words stand."""

    def __init__(self, words: str):
        super().__init__()
        self.words, self.shape, self.told = words, [], []

    def handle_starttag(self, tag, attrs):
        self.shape.append((tag, [(name, (value or "").replace(self.words, "…")) for name, value in attrs]))

    def handle_endtag(self, tag):
        self.shape.append(tag)

    def handle_comment(self, data):
        self.shape.append(("comment", data))

    def handle_data(self, data):
        self.told.append(data)


def read(html: str, words: str) -> Shape:
    shape = Shape(words)
    shape.feed(html)
    shape.close()
    return shape


def measure() -> dict:
    names = "bureau_name bureau_phone unit_name kind_label place party_name topic explained laws received_by set_aside_reason"
    words = dict.fromkeys(names.split(), "字")
    return measure_sheet.build(on=SAMPLE_DAY, officers=["甲", "乙"], demo=True, articles=[("某法", "某条")], **words)


def paper(kind: str):
    return lambda: compose(kind, sample_material(), sample_values(kind), DEFAULTS[kind], on=SAMPLE_DAY).snapshot


LAYOUTS = {
    "letter": ("pledge", "v1", lambda: papers.build(demo=True).to_dict()),
    "measure": (measure_sheet.KIND, measure_sheet.TEMPLATE_VERSION, measure),
    **{str(kind): ("paper", "v1", paper(kind)) for kind in due.ORDERED},
}


@pytest.mark.parametrize("name", LAYOUTS)
def test_every_text_is_text(name):
    kind, version, snapshot = LAYOUTS[name]
    shapes = {}
    for words in ("〓", HOSTILE):
        count = []
        html = typesetting.letter_html(kind, version, with_words(snapshot(), words, count), number=words)
        assert len(count) > 8
        shapes[words] = read(html, words)
    assert shapes[HOSTILE].shape == shapes["〓"].shape
    printed = sum(text.count(HOSTILE) for text in shapes[HOSTILE].told)
    assert printed == sum(text.count("〓") for text in shapes["〓"].told) > 3


def test_no_template_of_a_paper_switches_escaping_off():
    for path in Path("templates/letters").glob("*.html"):
        assert not re.search(
            r"\|\s*safe|autoescape|safeseq|<script|<iframe|<object|<embed|http:|https:", path.read_text()
        ), path


@pytest.mark.parametrize("name", ["letter", str(due.SCENE)])
def test_it_is_read_off_the_pdf_and_nothing_was_asked_for(name, tmp_path, monkeypatch):
    asked, real = [], typesetting.allowed_path
    monkeypatch.setattr(typesetting, "allowed_path", lambda url: asked.append(url) or real(url))
    kind, version, snapshot = LAYOUTS[name]
    path = tmp_path / "hostile.pdf"
    path.write_bytes(typesetting.letter_pdf(kind, version, with_words(snapshot(), HOSTILE, []), number="1"))
    text = subprocess.run(["pdftotext", path, "-"], capture_output=True, check=True, text=True).stdout
    text = re.sub(r"\s", "", text)
    assert "<script>x()</script>" in text and "background:url(http://127.0.0.1:9/c)" in text and "{{7|add:1}}" in text
    assert [url for url in asked if "127.0.0.1" in url or "passwd" in url] == []
    pdf = pypdf.PdfReader(path)
    assert not pdf.attachments and "/OpenAction" not in pdf.trailer["/Root"] and "/Names" not in pdf.trailer["/Root"]
    assert not any("/Annots" in page for page in pdf.pages)
