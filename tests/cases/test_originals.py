"""What a received file truly is: every type that is taken, everything that is not, and what damage does."""

import io
import struct
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from PIL import Image

from cases.originals import Family, images, judge, moments
from cases.originals.kinds import TYPES, accept, family_of, guessed_family
from tests import evidence_stage as made
from xinglongtai.core.errors import DomainError


def judged(content: bytes):
    return judge(io.BytesIO(content), len(content))


@pytest.mark.parametrize(
    ("content", "content_type", "seconds"),
    [
        (made.picture("JPEG"), "image/jpeg", None),
        (made.picture("JPEG", progressive=True), "image/jpeg", None),
        (made.picture("PNG"), "image/png", None),
        (made.picture("WEBP"), "image/webp", None),
        (made.heic(), "image/heic", None),
        (made.pdf(), "application/pdf", None),
        (made.docx(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", None),
        (made.xlsx(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", None),
        (made.mp4(), "video/mp4", 12.5),
        (made.mp4(b"qt  "), "video/quicktime", 12.5),
        (made.mp4(b"3gp4"), "video/3gpp", 12.5),
        (made.mp4(b"3gp5", handlers=(b"soun",)), "audio/3gpp", 12.5),
        (made.mp4(b"M4A ", handlers=(b"soun",)), "audio/mp4", 12.5),
        (made.mp4(seconds=None), "video/mp4", None),
        (made.webm(), "video/webm", 3.0),
        (made.webm(kinds=(2,), seconds=None), "audio/webm", None),
        (made.wav(2), "audio/wav", 2.0),
        (made.mp3(100), "audio/mpeg", pytest.approx(2.61, abs=0.1)),
        (made.amr(100), "audio/amr", 2.0),
        (made.amr(50, wide=True), "audio/amr", 1.0),
        (made.ogg(2), "audio/ogg", pytest.approx(2, abs=0.1)),
    ],
)
def test_the_content_decides_the_type(content, content_type, seconds):
    found = judged(content)
    assert (found.type.content_type, found.seconds) == (content_type, seconds)
    assert found.type is TYPES[content_type]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"MZ\x90\x00" + bytes(200), "可执行程序"),
        (b"\x7fELF" + bytes(50), "可执行程序"),
        (b"#!/bin/sh\nrm", "脚本"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "SVG"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><svg/>", "SVG"),
        (b"  <!DOCTYPE html><script>1</script>", "网页"),
        ("演示：一行字\n".encode(), "纯文本"),
        ("演示：一行字\n".encode("gb18030") * 100, "纯文本"),
        (made.picture("GIF"), "GIF"),
        (made.picture("TIFF"), "TIFF"),
        (made.plain_zip(), "压缩包"),
        (made.plain_zip({"[Content_Types].xml": b"<Types/>", "x/y.xml": b"<a/>"}), "压缩包"),
        (made.docm(), "宏"),
        (made.with_members(made.xlsx(), {"xl/activeX/activeX1.xml": b"<a/>"}), "宏"),
        (made.with_members(made.docx(), {"word/embeddings/x.exe": b"MZ"}), "宏"),
        (made.with_members(made.docx(), {"word/bomb.xml": b"0" * 65_000_000}), "超过限制"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".docx"),
        (b"Rar!\x1a\x07" + bytes(20), "压缩包"),
        (bytes(100), "认不出"),
        (b"", "认不出"),
        (made.picture("JPEG") + made.plain_zip(), "夹带"),
        (made.pdf() + made.plain_zip({"a.jar": b"x"}), "夹带"),
        (made.picture("JPEG")[:-150], "JPG 照片"),
        (made.picture("PNG")[:40], "PNG 图片"),
        (made.picture("WEBP")[:40], "WebP 图片"),
        (made.heic()[:-40], "HEIC 照片"),
        (b"\xff\xd8\xff", "JPG 照片"),
        (made.pdf()[:-60], "PDF 文档"),
        (b"%PDF-1.7 %%EOF", "PDF 文档"),
        (made.pdf(password="x"), "密码"),
        (made.docx()[:-30], "损坏"),
        (made.mp4()[:-100], "MP4 录像"),
        (made.mp4()[:60], "MP4 录像"),
        (made.mp4(handlers=(b"text",)), "MP4 录像"),
        (made.box(b"ftyp", b"isom", bytes(4)), "MP4 录像"),
        (made.box(b"ftyp", b"isom", bytes(4)) + made.box(b"free", b"") * 5001, "MP4 录像"),
        (made.box(b"ftyp", b"isom", bytes(4)) + b"\x00\x00\x00\x04moov", "MP4 录像"),
        (made.box(b"ftyp", b"avif", bytes(4)), "认不出"),
        (made.webm()[:-20], "WebM 录像"),
        (made.webm(doctype=b"matroska"), "WebM 录像"),
        (made.webm(clusters=0), "WebM 录像"),
        (b"\x1a\x45\xdf\xa3", "WebM 录像"),
        (made.wav()[:-10], "WAV 录音"),
        (made.wav()[:36], "WAV 录音"),
        (made.amr()[:-3], "AMR 录音"),
        (b"#!AMR\n\xff\xff", "AMR 录音"),
        (b"#!AMR\n", "AMR 录音"),
        (b"ID3\x03\x00\x00\x00\x00\x00\x00<html>", "MP3 录音"),
        (b"OggS" + bytes(40), "OGG 录音"),
    ],
)
def test_everything_else_is_refused_in_words(content, words, refused):
    with refused(DomainError, "只能上传", field="file") as caught:
        judged(content)
    assert words in str(caught.value)


def test_ten_gigapixels_are_refused_from_the_header(refused, monkeypatch):
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda *a: pytest.fail("decoded"))
    with refused(DomainError, "像素过大", field="file"):
        judged(made.huge_png())
    with refused(DomainError, "像素过大", field="file"):
        judged(made.huge_png(9_500, 9_500))


def test_a_plain_jpeg_may_have_more_pixels_than_one_that_must_be_unpacked_whole(refused, monkeypatch):
    monkeypatch.setattr(images, "MAXIMUM_PIXELS", 2399)
    assert judged(made.picture("JPEG")).width == 60
    for content in (made.picture("JPEG", progressive=True), made.picture("PNG"), made.heic()):
        with refused(DomainError, "像素过大"):
            judged(content)


class TestWhatTheFileSays:
    @pytest.mark.parametrize("form", ["JPEG", "HEIF"])
    def test_time_place_device_and_upright_size(self, form):
        found = judged(made.picture(form, exif=made.exif(turned=True)))
        assert found.told.taken_at == datetime(2026, 11, 22, 6, 5, 9, tzinfo=UTC)
        assert (found.told.latitude, found.told.longitude) == (Decimal("41.120094"), Decimal("122.067083"))
        assert found.told.device == "Yanshi Phone 1"
        assert (found.width, found.height) == (40, 60)

    def test_without_an_offset_it_is_local_time(self):
        assert judged(made.heic(offset="")).told.taken_at == datetime(2026, 11, 22, 6, 5, 9, tzinfo=UTC)
        assert judged(made.heic(offset="+99:00")).told.taken_at == datetime(2026, 11, 22, 6, 5, 9, tzinfo=UTC)

    @pytest.mark.parametrize("moment", ["0000:00:00 00:00:00", "2026:13:40 99:99:99", "abc", "1970:01:01 00:00:00"])
    def test_a_moment_that_is_none(self, moment):
        assert judged(made.heic(moment=moment)).told.taken_at is None

    def test_damage_in_the_block_never_refuses_the_picture(self):
        block = made.exif()
        for place in range(10, len(block), 7):
            broken = block[:place] + b"\xff\xff\xff" + block[place + 3 :]
            assert judged(made.picture("JPEG", exif=broken)).width in {40, 60}
        assert judged(made.picture("JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff")).told == moments.Particulars()

    def test_videos(self):
        found = judged(made.mp4(turned=True))
        assert (found.width, found.height) == (480, 640)
        assert found.told.taken_at == datetime(2026, 11, 22, 6, 5, 9, tzinfo=UTC)
        assert found.told.latitude == Decimal("41.120100")
        assert judged(made.mp4(notes=b"")).told.latitude is None
        assert (judged(made.webm()).width, judged(made.webm()).height) == (640, 480)

    @pytest.mark.parametrize("pair", [(0, 0), (91, 0), (10, 181), (float("nan"), 1), (None, 1), ("x", 1)])
    def test_no_place(self, pair):
        assert moments.position(*pair) == (None, None)


class TestOddButWhole:
    """What cameras and recorders write besides the plain case."""

    def test_a_box_with_a_long_length_and_one_to_the_end(self):
        ordinary = made.mp4(mdat=b"")[:-8]
        long = struct.pack(">I4sQ", 1, b"mdat", 16 + 4) + b"abcd"
        open_end = struct.pack(">I4s", 0, b"mdat") + b"abcd"
        assert judged(ordinary + long).seconds == judged(ordinary + open_end).seconds == 12.5

    @pytest.mark.parametrize("head", [b"", b"\x00" * 5, b"\x01" + bytes(20)])
    def test_an_index_whose_header_says_nothing(self, head):
        track = made.box(b"trak", made.box(b"tkhd", b""), made.box(b"mdia", made.box(b"hdlr", bytes(8), b"vide")))
        content = made.box(b"ftyp", b"isom", bytes(4)) + made.box(b"moov", made.box(b"mvhd", head), track)
        found = judged(content + made.box(b"mdat", b"x"))
        assert (found.seconds, found.width, found.told.taken_at) == (None, None, None)

    def test_a_box_that_ends_within_its_head(self, refused):
        with refused(DomainError, "不完整"):
            judged(made.mp4() + b"\x00\x00")

    def test_webm_with_a_date_and_an_unknown_length(self):
        nanoseconds = int((datetime(2026, 11, 22, tzinfo=UTC) - datetime(2001, 1, 1, tzinfo=UTC)).total_seconds() * 1e9)
        for value, moment in ((nanoseconds, datetime(2026, 11, 22, tzinfo=UTC)), (-(2**63), None)):
            info = made.element(0x4461, struct.pack(">q", value)) + made.element(0x4489, struct.pack(">f", 2000.0))
            tracks = made.element(0xEC, b"") + made.element(0xAE, made.element(0x83, b"\x01"))
            body = made.element(0x1549A966, info) + made.element(0xEC, b"") + made.element(0x1654AE6B, tracks)
            body += made.element(0x1F43B675, b"x")
            head = made.element(0x1A45DFA3, made.element(0x4282, b"webm"))
            found = judged(head + b"\x18\x53\x80\x67\x01" + b"\xff" * 7 + body)  # recorded without knowing the end
            assert (found.seconds, found.told.taken_at) == (2.0, moment)

    @pytest.mark.parametrize(
        "content",
        [
            made.element(0x1A45DFA3, made.element(0x4282, b"webm")),
            made.element(0x1A45DFA3, made.element(0x4282, b"webm")) + made.element(0x18538067, b"\x00" * 9),
            made.element(0x1A45DFA3, made.element(0x4282, b"webm")) + made.element(0x18538067, b"\xec\x80" * 20_001),
            made.element(0x1A45DFA3, made.element(0x4282, b"webm")) + b"\x18\x53",
        ],
    )
    def test_webm_without_its_parts(self, content, refused):
        with refused(DomainError, "WebM 录像"):
            judged(content)

    def test_wav_recorded_without_knowing_the_end(self):
        content = made.wav(2)
        place = content.index(b"data") + 4
        assert judged(content[:place] + b"\xff\xff\xff\xff" + content[place + 4 :]).seconds == 2.0

    def test_binary_without_a_name(self, refused):
        with refused(DomainError, "认不出"):
            judged(b"\x81\x82\xff\xfe" * 10)

    def test_utf8_where_only_ascii_belongs(self):
        block = Image.Exif()
        block[0x0110] = "演示手机".encode()
        found = judged(made.picture("JPEG", exif=block.tobytes()))
        assert found.told.device in {"演示手机", ""}


class TestMoments:
    NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)

    @pytest.mark.parametrize(
        ("gap", "warns", "words"),
        [
            (timedelta(minutes=30), False, "相符"),
            (timedelta(hours=2), False, "相符"),
            (timedelta(hours=3, minutes=5), True, "相差 3 小时"),
            (timedelta(days=12), True, "相差 12 天"),
            (timedelta(minutes=-4), False, "相符"),
            (timedelta(minutes=-40), True, "还晚 40 分钟"),
        ],
    )
    def test_against_the_receipt(self, gap, warns, words):
        remark = moments.compare(self.NOW - gap, self.NOW, 2)
        assert (remark.warns, words in remark.words) == (warns, True)

    def test_no_moment_no_remark(self):
        assert moments.compare(None, self.NOW, 2) is None

    @pytest.mark.parametrize(
        ("given", "shown"),
        [
            ("../../x", "x.jpg"),
            ("..\\..\\窗口.PNG", "窗口.PNG.jpg"),
            ("a\x00b\u202egpj.exe", "abgpj.exe.jpg"),
            ("照片.jpeg", "照片.jpeg"),
            ("  . ", "未命名.jpg"),
            ('a<b>:"c|?*.jpg', "a_b___c___.jpg"),
            ("长" * 300 + ".jpg", "长" * 110 + ".jpg"),
        ],
    )
    def test_names(self, given, shown):
        assert moments.display_name(given, (".jpg", ".jpeg")) == shown

    def test_length(self):
        assert [moments.length(n) for n in (None, 5, 65)] == ["", "5秒", "1分05秒"]


def test_words_and_families():
    assert family_of("image/heic") == Family.PHOTO
    assert family_of("text/html") is None
    assert guessed_family("a.MOV") == Family.VIDEO
    assert guessed_family("abc") is None
    assert "image/heic" in accept(Family.PHOTO) and "video" not in accept(Family.PHOTO)
