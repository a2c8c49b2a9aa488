"""Fonts, the closed fetcher, and that the machinery works with and without prepared faces."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.core import papers
from xinglongtai.core import fonts, typesetting

LETTERS = typesetting.letters_directory()


@pytest.fixture
def bare_var(settings, tmp_path):
    """A machine on which nothing is prepared."""
    settings.VAR_DIR = tmp_path
    fonts.coverage.cache_clear()
    typesetting.reset()
    yield tmp_path
    fonts.coverage.cache_clear()
    typesetting.reset()


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x.css",
        "https://example.org/x.png",
        "file:///etc/passwd",
        f"file://{LETTERS}/../../manage.py",
        f"file://{LETTERS}/%2e%2e/%2e%2e/manage.py",
        f"file://elsewhere{LETTERS}/pledge_v1.css",
        f"file://{LETTERS}/nothing.css",
        "data:text/plain,x",
        "ftp://127.0.0.1/x",
        str(LETTERS / "pledge_v1.css"),
        "",
    ],
)
def test_papers_cannot_reach_out(url):
    with pytest.raises(typesetting.FetchRefused):
        typesetting.allowed_path(url)


def test_papers_reach_their_own_files():
    assert typesetting.allowed_path((LETTERS / "pledge_v1.css").as_uri()) == LETTERS / "pledge_v1.css"


def test_markup_that_slipped_in_would_load_nothing(monkeypatch):
    asked = []
    real = typesetting.allowed_path

    def spy(url):
        asked.append(url)
        return real(url)

    monkeypatch.setattr(typesetting, "allowed_path", spy)
    pdf = typesetting.pdf(
        '<p>甲</p><img src="file:///etc/passwd"><link rel="stylesheet" href="http://127.0.0.1:9/x.css">',
        "pledge_v1.css",
    )
    assert pdf.startswith(b"%PDF-") and b"root:" not in pdf
    assert {"file:///etc/passwd", "http://127.0.0.1:9/x.css"} <= set(asked)


def test_missing_glyphs():
    assert fonts.missing_glyphs(papers.RARE + "盘锦市兴隆台区Aa1〔〕□☑①·—…“”\n\t\u200b") == []
    assert fonts.missing_glyphs("甲\ue000乙\U0010fffd\ue000") == ["\ue000", "\U0010fffd"]


def test_coverage_is_kept_in_a_file_and_renewed_when_fonts_change(bare_var, monkeypatch):
    monkeypatch.setattr(fonts, "FALLBACKS", fonts.FALLBACKS[:1])  # two files of big fonts show as much as four
    first = fonts.coverage()
    path = bare_var / "fonts" / "coverage.json"
    assert path.is_file() and ord("盘") in first
    path.write_text('{"stamps": [], "ranges": [[0, 1]]}')
    fonts.coverage.cache_clear()
    assert fonts.coverage() == first
    path.write_text("not json")
    fonts.coverage.cache_clear()
    assert fonts.coverage() == first
    fonts.coverage.cache_clear()
    assert fonts.coverage() == first


def test_letters_print_without_prepared_faces(bare_var):
    assert fonts.prepared() == []
    assert typesetting.letter_pdf("pledge", "v1", papers.build().to_dict(), number="甲〔2026〕1号").startswith(b"%PDF-")


def test_a_small_face_is_made_whole_or_not_at_all(bare_var, monkeypatch):
    title = fonts.FACES[2]
    assert fonts.make(title).stat().st_size < 20_000
    assert [face.family for face in fonts.prepared()] == ["XLT Letter Title"]
    title.path.unlink()
    monkeypatch.setattr(fonts.os, "replace", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        fonts.make(title)
    assert list(title.path.parent.iterdir()) == []


def test_prepare_fonts_makes_what_is_missing_once(bare_var, monkeypatch):
    monkeypatch.setattr(fonts, "FACES", fonts.FACES[2:3])
    out = StringIO()
    call_command("prepare_fonts", stdout=out)
    made = fonts.FACES[0].path.stat().st_mtime_ns
    call_command("prepare_fonts", stdout=out)
    assert out.getvalue().count("已生成") == 1 and fonts.FACES[0].path.stat().st_mtime_ns == made
    call_command("prepare_fonts", "--force", stdout=out)
    assert out.getvalue().count("已生成") == 2


def test_prepare_fonts_names_the_package_to_install(monkeypatch):
    face = fonts.Face("X", "x.ttf", Path("/nowhere/x.ttc"), "title")
    monkeypatch.setattr(fonts, "FACES", (face,))
    with pytest.raises(CommandError, match="fonts-noto-cjk"):
        call_command("prepare_fonts")


def test_the_ticked_box_is_drawn_by_us(bare_var, monkeypatch):
    monkeypatch.setattr(fonts, "_wanted", lambda part, covered: {ord(c) for c in "□✓甲"})
    font = fonts._face(fonts.make(fonts.FACES[0]), "")
    name = font.getBestCmap()[ord("☑")]
    assert font["glyf"][name].numberOfContours >= 3 and font["hmtx"][name] == font["hmtx"][font.getBestCmap()[ord("□")]]


def test_a_face_that_is_not_in_the_collection():
    with pytest.raises(ValueError, match="没有"):
        fonts._face(fonts.SOURCE_REGULAR, "No Such Face")


def test_qr_code_is_paths_only():
    code = typesetting.qr_code("https://example.org/p/abc")
    assert code.size >= 21 and set(code.path) <= set("Mhvz- 0123456789")


def test_common_and_rare_characters_share_the_work():
    common, covered = fonts.common_characters(), fonts.coverage()
    rare = fonts._wanted("rare", covered)
    assert {ord(c) for c in "盘锦镕喆□✓〔〕①A"} <= common and not any(0xE000 <= p <= 0xF8FF for p in common)
    assert {ord(c) for c in "𠮷䶮𬀩𫖯"} <= rare and not rare & common
    assert fonts._wanted("common", [ord("盘"), ord("𠮷")]) == {ord("盘")}
