"""Files made to exhaust: refused in words, in time, and without this process growing."""

import contextlib
import io
import os
import re
import zlib
from pathlib import Path

import pytest
from PIL import Image

from cases.originals import decoding, documents, judge
from tests import evidence_stage as made
from tests.apart_jobs import __name__ as jobs
from xinglongtai.core import apart
from xinglongtai.core.errors import DomainError

MEGABYTE = 1024 * 1024


def judged(content: bytes):
    return judge(io.BytesIO(content), len(content))


def grown(act) -> float:
    """Megabytes that this process took at most during ``act`` beyond what it held before."""
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted anew from here
    before = memory("VmRSS")
    act()
    return (memory("VmHWM") - before) / 1024


def memory(name: str) -> int:
    """Kilobytes."""
    return int(re.search(rf"{name}:\s+(\d+)", Path("/proc/self/status").read_text())[1])


def test_growth_is_seen():
    assert 90 < grown(lambda: bytearray(os.urandom(1)) * (100 * MEGABYTE)) < 220


class TestApart:
    def test_what_goes_in_comes_out(self):
        facts, content = apart.run(f"{jobs}:echo", b"abc" * 500_000, {"n": [1, None, "二"]})
        assert facts == {"given": {"n": [1, None, "二"]}, "size": 1_500_000} and content[:3] == b"cba"

    @pytest.mark.parametrize("job", ["forever", "busy", "greedy", "crash"])
    def test_what_runs_away_or_breaks_is_ended_and_the_next_works(self, job):
        with pytest.raises(apart.Exceeded):
            apart.run(f"{jobs}:{job}", b"", seconds=1, megabytes=100)
        assert apart.run(f"{jobs}:echo", b"x")[1] == b"x"

    def test_an_error_is_told_by_its_name_only(self):
        with pytest.raises(apart.Failed) as caught:
            apart.run(f"{jobs}:surprise", "身份证号".encode())
        assert str(caught.value) == "LookupError"

    def test_it_has_nothing_of_ours(self, monkeypatch, tmp_path):
        monkeypatch.setenv("SECRET_KEY", "s")
        facts, _ = apart.run(f"{jobs}:nosy", b"", {"path": str(tmp_path / "x")})
        assert not facts["wrote"] and facts["open"] <= 5
        assert not {"SECRET_KEY", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"} & set(facts["environment"])

    def test_a_helper_that_was_killed_is_replaced(self):
        apart.run(f"{jobs}:echo", b"x")
        apart._helper.process.kill()
        apart._helper.process.wait()
        assert apart.run(f"{jobs}:echo", b"x")[1] == b"x"


class TestPictures:
    def test_a_wall_of_pixels_within_the_limit_costs_the_process_nothing(self):
        buffer = io.BytesIO()
        Image.new("1", (8_900, 8_900)).save(buffer, "PNG")
        content = buffer.getvalue()
        assert grown(lambda: judged(content)) < 30

    @pytest.mark.parametrize("form", ["PNG", "WEBP"])
    def test_moving_pictures(self, form, refused):
        frames = [Image.new("RGB", (8, 8), (n * 80, 0, 0)) for n in range(3)]
        buffer = io.BytesIO()
        frames[0].save(buffer, form, save_all=True, append_images=frames[1:])
        with refused(DomainError, "动图", field="file"):
            judged(buffer.getvalue())

    def test_a_text_chunk_that_unpacks_to_hundreds_of_megabytes(self, refused):
        """zTXt: 300 KB that become 300 MB."""
        packer = zlib.compressobj(9)
        packed = b"".join(packer.compress(bytes(10 * MEGABYTE)) for _ in range(30)) + packer.flush()
        body = b"zTXt" + b"Comment\0\0" + packed
        chunk = (len(body) - 4).to_bytes(4, "big") + body + zlib.crc32(body).to_bytes(4, "big")
        plain = made.picture("PNG")
        with refused(DomainError, field="file"):
            assert grown(lambda: judged(plain[:33] + chunk + plain[33:])) < 30


def pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return bytes(out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, start))


def one_page(content: bytes, box: str = "0 0 595 842") -> bytes:
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%b]/Contents 4 0 R>>" % box.encode(),
        b"<</Length %d/Filter/FlateDecode>>\nstream\n%b\nendstream" % (len(content), content),
    )


class TestPdf:
    def test_more_pages_than_any_paper_has(self, refused, monkeypatch):
        kids = b" ".join(b"3 0 R" for _ in range(documents.MOST_PAGES + 1))
        many = pdf(
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Kids[%b]/Count %d>>" % (kids, documents.MOST_PAGES + 1),
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        )
        with refused(DomainError, "分成几个文件", field="file"):
            judged(many)

    def test_a_stream_that_unpacks_to_a_hundred_megabytes(self):
        packer = zlib.compressobj(9)
        packed = b"".join(packer.compress(b"q\n" * 10_000_000) for _ in range(6)) + packer.flush()
        content = one_page(packed)

        def draw():
            with contextlib.suppress(apart.Exceeded):
                order = {"number": 0, "box": [200, 200], "quality": 80}
                apart.run("cases.originals.decoding:page", content, order, seconds=1)

        assert grown(draw) < 60

    @pytest.mark.parametrize("box", ["0 0 9999999 9999999", "0 0 0.001 14400", "0 0 -5 0", "0 0 1e30 1"])
    def test_a_page_of_any_size_is_drawn_within_the_box(self, box):
        content = one_page(zlib.compress(b"0 0 m"), box)
        assert documents.pages_of(io.BytesIO(content)) == 1
        facts, drawn = decoding.page(content, {"number": 0, "box": [480, 360], "quality": 80})
        if "refused" not in facts:
            with Image.open(io.BytesIO(drawn)) as image:
                assert image.width <= 480 and image.height <= 360

    def test_what_a_pdf_refers_to_is_neither_fetched_nor_run(self):
        """An action on opening, a link and a file elsewhere: it is drawn, and that is all."""
        content = pdf(
            b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/URI/URI(http://127.0.0.1:9/)>>/AA<</WC<</S/JavaScript/JS(app.alert(1))>>>>>>",
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]"
            b"/A<</S/Launch/F(/bin/true)>>>>]>>",
        )
        facts, drawn = apart.run(
            "cases.originals.decoding:page", content, {"number": 0, "box": [99, 99], "quality": 80}
        )
        assert facts == {"pages": 1} and drawn.startswith(b"\xff\xd8")


def test_the_helper_goes_with_its_master():
    """A descriptor's end is all it needs to notice; here: its only other one is closed."""
    apart.run(f"{jobs}:echo", b"x")
    helper, apart._helper = apart._helper, None
    helper.control.close()
    assert helper.process.wait(timeout=5) == 0 and helper.owner == os.getpid()
