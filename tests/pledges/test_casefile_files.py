"""The made files themselves: numbers, bookmarks, stamps, PDF/A, archive with hashes, copies without identity papers. Built once."""

import io
import subprocess
import zipfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pikepdf
import pypdf
import pytest
from django.core.management import call_command
from django.db import transaction
from PIL import Image

from cases.models import Evidence
from pledges.casefile import building, press
from pledges.casefile.bundle import INDEX, MANIFEST, WHOLE, ending_of, pack
from pledges.casefile.contents import gather
from pledges.casefile.cover import shielded
from pledges.casefile.order import arrange, paginate
from pledges.casefile.pictures import Unprintable, pdf_pages, print_copy
from pledges.casefile.reading import Findings
from pledges.casefile.sheets import Sheet
from tests.casefile_stage import pdf_upload, rich_case, spoil
from tests.factories import Office
from tests.pledges.pdfa_checks import faults
from xinglongtai.core.display import mask_numbers

pytestmark = pytest.mark.django_db


@dataclass
class Copy:
    """One made copy: its PDF, its archive, what it was made of."""

    built: building.Built
    archive: Path
    contents: object
    findings: Findings

    @cached_property
    def pages(self) -> list[str]:
        return [page.extract_text() for page in pypdf.PdfReader(self.built.path).pages]


def made(case, folder: Path, *, full: bool) -> Copy:
    folder.mkdir()
    findings, told = Findings(), []
    contents = gather(case, full=full)
    built = building.build(contents, folder, findings, lambda *said: told.append(said))
    pack(contents, built, folder / "whole.zip", findings, lambda *said: None)
    assert [done for done, *_ in told] == list(range(len(told))) and told[-1][0] < told[-1][1]
    return Copy(built, folder / "whole.zip", contents, findings)


@pytest.fixture(scope="module")
def copies(django_db_setup, django_db_blocker, tmp_path_factory):
    """The full copy, and the reduced one made after originals were changed and lost; the rows are rolled back."""
    root = tmp_path_factory.mktemp("casefile")
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_calendar", years="2025-2026", verbosity=0)
        office = Office()
        case = rich_case(office)
        found = {"full": made(case, root / "full", full=True)}
        photos = list(Evidence.objects.filter(case=case, kind="photo", set_aside_reason="").order_by("pk"))
        document = Evidence.objects.get(case=case, kind="document")
        spoil(photos[1], b"not the photograph")
        spoil(photos[2], None)
        spoil(document, b"%PDF-1.4 broken")
        found["reduced"] = made(case, root / "reduced", full=False)
        found["lost"] = [row.pk for row in photos], document.pk
        transaction.set_rollback(True)
    return found


def compact(text: str) -> str:
    return "".join(text.split())


def bookmarks(path):
    def read(items, depth):
        for item in items:
            yield depth, item.title, pikepdf.Page(item.destination[0]).index
            yield from read(item.children, depth + 1)

    with pikepdf.open(path) as pdf, pdf.open_outline() as outline:
        return list(read(outline.root, 0))


def test_the_index_names_the_pages_on_which_things_really_are(copies):
    copy = copies["full"]
    pages = copy.pages
    entries = [entry for section in arrange(copy.contents.entries) for entry in section.entries]
    marks = [(title, page) for depth, title, page in bookmarks(copy.built.path) if depth == 2]
    assert [title for title, _ in marks] == [" ".join(filter(None, (e.title, e.number))) for e in entries]
    assert len(marks) >= 20
    first = marks[0][1]
    index = compact("".join(pages[1:first]))
    ends = [page for _, page in marks[1:]] + [len(pages) - 1]
    for entry, (title, page), end in zip(entries, marks, ends, strict=True):
        stamped = page - first + 1
        day = f"{entry.on.year}.{entry.on.month}.{entry.on.day}" if entry.on else ""
        shown = f"{stamped}" if end - page == 1 else f"{stamped}-{end - first}"
        assert f"{compact(entry.title)}{day}{shown}" in index, title
        if entry.key in copy.contents.sheets:
            assert compact(copy.contents.sheets[entry.key].title) in compact(pages[page])


def test_every_numbered_page_bears_its_number_and_the_viewer_shows_the_same(copies):
    path = copies["full"].built.path
    reader = pypdf.PdfReader(path)
    first = min(page for depth, _, page in bookmarks(path) if depth == 2)
    assert reader.page_labels[0] == "封面" and reader.page_labels[1] == "目录1" and reader.page_labels[-1] == "备考表"
    numbered = reader.pages[first:-1]
    for number, page in enumerate(numbered, 1):
        assert page.extract_text().split()[-1] == str(number)
        assert reader.page_labels[first + number - 1] == str(number)


def test_cover_volumes_and_closing_sheet(copies):
    copy = copies["full"]
    pages, marks = [compact(page) for page in copy.pages], bookmarks(copy.built.path)
    assert [title for depth, title, _ in marks if depth == 0] == ["案卷封面", "卷内目录", "正卷", "副卷", "卷内备考表"]
    for words in ("案由", "保管期限待核实", "未办结（失诺待处理）", "演示市"):
        assert words in pages[0]
    assert "听证笔录" in pages[-1] and "一致" in pages[-1] and "立卷人" in pages[-1]
    assert copy.built.pages == len(pages) and copy.findings.problems == []


def test_how_the_letter_was_served_and_signed_is_told(copies):
    sheet = copies["full"].contents.sheets["service"]
    assert [len(table.rows) for table in sheet.tables] == [1, 1]
    served, signed = sheet.tables[0].rows[0], sheet.tables[1].rows[0]
    assert "柔性执法告知承诺书演xlt市监柔承〔2026〕2号" in served[1] and "直接送达，演示经营者，本人" in served[2]
    assert "当事人演示经营者" in signed[2]


def test_a_void_letter_lies_apart_and_says_so_on_the_page(copies):
    copy = copies["full"]
    marks = bookmarks(copy.built.path)
    heading = next(n for n, (_, title, _) in enumerate(marks) if title == "作废文书（存查）")
    page, closing = marks[heading + 1][2], marks[-1][2]
    stamped = [number for number, text in enumerate(copy.pages) if "已作废" in text.split()]
    assert stamped == list(range(page, closing))


def test_it_keeps_to_pdf_a(copies):
    for name in ("full", "reduced"):
        assert faults(copies[name].built.path) == []


def test_a_film_is_named_with_its_length_and_hash(copies):
    copy = copies["full"]
    page = next(compact(text) for text in copy.pages if "01分" in text or "1分15秒" in text)
    (film,) = [row for _, row in copy.contents.evidence if row.content_type == "video/mp4"]
    assert film.sha256 in page and "不能印在纸上" in page


def test_the_checks_bite(copies, tmp_path):
    path = tmp_path / "bad.pdf"
    with pikepdf.open(copies["full"].built.path) as pdf:
        del pdf.Root.OutputIntents
        pdf.Root.AcroForm = pikepdf.Dictionary()
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == pikepdf.Name.Image:
                thing.Interpolate = True
            elif isinstance(thing, pikepdf.Dictionary) and "/FontFile2" in thing:
                del thing.FontFile2
        pdf.save(path)
    words = "; ".join(faults(path))
    assert all(part in words for part in ("output intent", "AcroForm", "smoothed", "not embedded"))


def test_photographs_are_upright(copies):
    with pikepdf.open(copies["full"].built.path) as pdf:
        tall = []
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream) and thing.get("/Subtype") == pikepdf.Name.Image:
                image = Image.open(io.BytesIO(thing.read_raw_bytes()))
                if image.size == (40, 60):
                    tall.append(image.convert("RGB"))
    assert len(tall) == 1
    red, blue = tall[0].getpixel((20, 10)), tall[0].getpixel((20, 50))
    assert red[0] > 150 > red[2] and blue[2] > 150 > blue[0]


def test_sha256sum_confirms_the_archive(copies, tmp_path):
    with zipfile.ZipFile(copies["full"].archive) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path)
        names = set(archive.namelist())
    done = subprocess.run(["sha256sum", "-c", "--strict", MANIFEST], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count(": OK") == len(names) - 1
    assert {WHOLE, INDEX, "文书/01-柔性执法告知承诺书.pdf", "文书/02-柔性执法告知承诺书-已作废.pdf"} <= names
    assert "证据/001-签字扫描件.jpg" in names and any(name.startswith("不作为证据/") for name in names)
    assert not any(secret in name for name in names for secret in ("演示经营者", "小店", "13812345678"))
    assert (tmp_path / INDEX).read_text("utf-8-sig").splitlines()[0].startswith("文件,材料,文号")


def test_who_may_not_see_identities_gets_pages_that_say_so(copies):
    copy = copies["reduced"]
    text = compact("".join(copy.pages))
    assert "本副本不附" in text and "副本：不含个人证件材料" in text
    assert "13812345678" not in text and "138****5678" in text
    assert "13812345678" in compact("".join(copies["full"].pages))
    assert [e.key for e in copy.contents.entries] == [e.key for e in copies["full"].contents.entries]
    with zipfile.ZipFile(copy.archive) as archive:
        assert not any("签字扫描件" in name for name in archive.namelist())
        assert b"13812345678" not in archive.read(INDEX)


def test_changed_and_lost_originals_are_named_everywhere(copies, tmp_path):
    copy = copies["reduced"]
    numbers = {row.pk: no for no, row in copy.contents.evidence}
    (_, changed, lost), document = copies["lost"]
    assert set(copy.findings.problems) == {
        f"证据第{numbers[changed]}号的原件与收到时的校验值不一致。",
        f"证据第{numbers[lost]}号的原件缺失，请系统管理员从备份恢复。",
        f"证据第{numbers[document]}号的原件与收到时的校验值不一致。",
    }
    closing = compact(copy.pages[-1])
    assert all(compact(words) in closing for words in copy.findings.problems)
    text = compact("".join(copy.pages))
    assert "图片缺失或无法印制" in text and "已加密或者损坏" in text
    with zipfile.ZipFile(copy.archive) as archive:
        archive.extractall(tmp_path)
        index = archive.read(INDEX).decode("utf-8-sig")
    done = subprocess.run(["sha256sum", "-c", MANIFEST], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode != 0 and done.stdout.count("FAILED") == 3
    assert index.count("与收到时不一致") == 2 and index.count("缺失") == 1


def test_characters_nobody_can_print_do_not_spoil_the_file():
    assert press.printable("店\ue000名") == f"店{press.NO_GLYPH}名"


def test_numbers_are_hidden_in_every_string_of_a_value():
    assert (
        mask_numbers("身份证211103199001010012，校验aa211103199001010012")
        == "身份证2111**********0012，校验aa211103199001010012"
    )
    sheet = Sheet("13812345678", [("电话", "13812345678")], ["旧号211103000000001"])
    hidden = shielded({"sheets": [sheet], "n": 3}, full=False)
    assert hidden["sheets"][0] == Sheet("138****5678", [("电话", "138****5678")], ["旧号2111*******0001"])
    assert shielded(sheet, full=True) is sheet and hidden["n"] == 3


def test_pages_of_uploads():
    content = pdf_upload(3).read()
    sizes = [Image.open(io.BytesIO(page)).size for page in pdf_pages(content)]
    assert len(sizes) == 3 and sizes[0][1] > sizes[0][0]
    with pytest.raises(Unprintable, match="损坏"):
        list(pdf_pages(b"%PDF-1.7 nothing"))


def test_too_many_pages_are_named_not_printed(monkeypatch):
    monkeypatch.setattr("pledges.casefile.pictures.MOST_PAGES", 2)
    with pytest.raises(Unprintable, match="3页"):
        list(pdf_pages(pdf_upload(3).read()))


def test_a_picture_is_printed_on_white_in_three_colours():
    buffer = io.BytesIO()
    Image.new("RGBA", (3000, 20), (0, 0, 0, 0)).save(buffer, "PNG")
    image = Image.open(io.BytesIO(print_copy(Evidence(), buffer.getvalue())))
    assert (image.mode, image.size) == ("RGB", (1400, 9)) and image.getpixel((5, 5)) == (255, 255, 255)
    with pytest.raises(Unprintable):
        print_copy(Evidence(kind="photo"), b"MZ\x90\x00")


def test_endings_in_the_archive_tell_the_true_type():
    assert ending_of(Evidence(content_type="image/png")) == ".png"
    assert ending_of(Evidence(content_type="video/mp4", file="1/abc.mp4")) == ".mp4"
    assert ending_of(Evidence(content_type="x/y", file="1/abc.weird name")) == ".bin"


def test_an_empty_index_has_no_pages():
    assert paginate(arrange([]), {}) == []
