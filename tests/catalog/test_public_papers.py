"""The list to take away: what the workbook and the paper hold, and how seldom they are made."""

import io
import time
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pypdf
import pytest
from django.core.management import CommandError, call_command

from catalog.models import Item
from catalog.public import papers
from catalog.public.answers import shelf
from tests import factories as make
from xinglongtai.core import typesetting
from xinglongtai.core.typesetting import TooLong

from .conftest import TODAY
from .public_lists import world

pytestmark = pytest.mark.django_db
PDF, XLSX = "/catalog/xlt/list.pdf", "/catalog/xlt/list.xlsx"
GOLDEN = Path(__file__).parent / "data" / "public_list.txt"


@pytest.fixture(autouse=True)
def no_files():
    shelf.clear()
    for path in papers.folder().glob("*") if papers.folder().exists() else ():
        path.unlink()


STAGES = {"put": world}


@pytest.fixture
def put(stage):
    return stage


@pytest.fixture
def pressed(monkeypatch):
    """Papers that were set, without a process of their own."""
    made = []

    def press(html, stylesheet, *, seconds):
        made.append(html)
        return b"%PDF-" + str(len(made)).encode()

    monkeypatch.setattr(typesetting, "pdf_apart", press)
    return made


def sheet_of(answer):
    return openpyxl.load_workbook(io.BytesIO(answer.content)).active


class TestWorkbook:
    def test_its_cells(self, put, client):
        answer = client.get(XLSX, {"on": "2026-04-01"})
        assert answer.status_code == 200
        assert "list.xlsx" in answer["Content-Disposition"]
        assert "%E6%9F%94%E6%80%A7" in answer["Content-Disposition"]
        sheet = sheet_of(answer)
        assert sheet["A1"].value.startswith(
            "演示市xlt区市场监督管理局　柔性执法事项清单　自2026年3月1日至2026年5月31日　共 2 项"
        )
        header = [cell.value for cell in sheet[2]]
        assert header == list(papers.HEADER)
        rows = [dict(zip(header, row, strict=True)) for row in sheet.iter_rows(min_row=3, values_only=True)]
        assert [(row["序号"], row["编号"], row["领域"]) for row in rows] == [
            (1, "A1", "广告"),
            (2, "R3", "登记注册与公示"),
        ]
        assert rows[0]["施行日期"] == datetime(2025, 1, 1)
        assert rows[0]["截止日期"] == datetime(2026, 5, 31)
        assert rows[1]["截止日期"] is None
        assert rows[1]["最长改正期限（工作日）"] == 3
        assert rows[1]["清单来源"] == "演示省免罚清单（演示发〔2026〕1号）"
        assert rows[1]["适用条件"] == "已经改正；持有有效执照"

    def test_no_text_is_a_formula(self, put, client):
        cell = sheet_of(client.get(XLSX, {"on": "2026-04-01"}))["D3"]
        assert (cell.value, cell.data_type) == ("=广告未显著标明", "s")

    def test_nothing_of_the_inside(self, put, client):
        answer = client.get(XLSX, {"on": "2027-02-01"})
        texts = " ".join(str(cell.value) for row in sheet_of(answer) for cell in row)
        from .public_lists import SECRETS

        assert [secret for secret in SECRETS if secret in texts] == []
        assert "标有“示例”的事项不是本机关公布的清单" in texts


class TestPaper:
    def test_its_words(self, put, client, settings):
        """The text of the paper, page by page, as it was looked at when it was designed."""
        settings.SITE_URL = "https://list.example/"
        answer = client.get(PDF, {"on": "2027-02-01"})
        assert answer["Content-Type"] == "application/pdf"
        reader = pypdf.PdfReader(io.BytesIO(answer.content))
        words = "\n".join("".join(page.extract_text().split()) for page in reader.pages)
        assert words == GOLDEN.read_text().strip()
        width, height = (float(side) * 25.4 / 72 for side in reader.pages[0].mediabox[2:])
        assert (round(width), round(height)) == (297, 210)
        fonts = {font["/BaseFont"] for page in reader.pages for font in page["/Resources"]["/Font"].values()}
        assert fonts
        assert all("+" in str(font) for font in fonts)  # embedded and cut to what is used

    def test_headings_and_numbers_on_every_page(self, put):
        for n in range(30):
            make.item(put.bureau, f"Z{n}", violation=f"第{n}种违法行为" * 8)
        day = papers.day_of(put.bureau, TODAY, TODAY)
        content = papers.paper(day)
        pages = [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages]
        assert len(pages) > 2
        for number, text in enumerate(pages, 1):
            assert "违反的规定" in text
            assert f"第{number}页共{len(pages)}页" in "".join(text.split())
        assert typesetting.pdf(papers.paper_html(day), papers.STYLESHEET) == content  # the same press, the same bytes

    def test_a_day_without_a_list(self, put):
        assert "这一天没有有效的清单事项" in papers.paper_html(papers.day_of(put.bureau, date(2000, 2, 1), TODAY))

    def test_demo_is_printed_across(self, put, settings):
        settings.DEMO_MODE = True
        html = papers.paper_html(papers.day_of(put.bureau, TODAY, TODAY))
        assert '<div class="mark">演示</div>' in html
        assert "机关和数据均为虚构" in html

    def test_a_list_of_samples_only(self, client):
        bureau = make.bureau("smp", "样例局")
        batch = papers_batch(bureau)
        make.item(bureau, "R1", batch=batch)
        assert '<div class="mark">示例</div>' in papers.paper_html(papers.day_of(bureau, TODAY, TODAY))


def papers_batch(bureau):
    from catalog.models import Batch

    return Batch.objects.create(bureau=bureau, name="起步清单", sequence=9, is_sample=True)


class TestSeldomMade:
    def test_once_for_a_stretch_of_days(self, put, client, pressed):
        days = ["2026-03-01", "2026-03-17", "2026-05-31"]
        answers = [client.get(PDF, {"on": day}) for day in days]
        assert len(pressed) == 1
        assert "自2026年3月1日至2026年5月31日" in pressed[0]
        assert len({answer["ETag"] for answer in answers}) == 1
        client.get(PDF, {"on": "2026-06-01"})
        client.get(PDF)
        client.get(PDF, {"on": TODAY.isoformat()})
        assert len(pressed) == 3
        assert "截至2026年11月22日" in pressed[2]

    def test_a_day_to_come_says_so(self, put, client, pressed):
        client.get(PDF, {"on": "2027-02-01"})
        assert "自2027年1月1日起（尚未施行，以届时公布的为准）" in pressed[0]

    def test_not_read_again_by_who_has_it(self, put, client, pressed):
        answer = client.get(PDF)
        assert answer["Cache-Control"] == "public, max-age=300"
        again = client.get(PDF, headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        Item.objects.filter(number="R3").update(domain="登记")  # not a change that anything but a migration makes
        make.item(put.bureau, "N1")
        assert client.get(PDF, headers={"If-None-Match": answer["ETag"]}).status_code == 200
        assert len(pressed) == 2

    def test_few_files_are_kept(self, put, monkeypatch):
        monkeypatch.setattr(papers, "KEPT_FILES", 3)
        for n in range(6):
            papers.kept_or_made(f"k{n}", "pdf", lambda: b"x")
            time.sleep(0.01)
        assert sorted(path.name for path in papers.folder().glob("*.pdf")) == ["k3.pdf", "k4.pdf", "k5.pdf"]
        assert papers.kept_or_made("k5", "pdf", lambda: pytest.fail("kept")) == b"x"

    def test_one_at_a_time(self, put, client, pressed):
        with papers._one_at_a_time():
            answer = client.get(PDF)
        assert answer.status_code == 503
        assert answer["Retry-After"] == "20"
        assert '<meta http-equiv="refresh" content="20">' in answer.text
        assert not answer.cookies
        assert client.get(PDF).status_code == 200

    def test_a_press_that_fails(self, put, client, monkeypatch):
        def fail(*args, **kwargs):
            raise TooLong("演示")

        monkeypatch.setattr(typesetting, "pdf_apart", fail)
        answer = client.get(PDF)
        assert answer.status_code == 503
        assert "先下载 Excel" in answer.text

    @pytest.mark.parametrize("on", ["abc", "1066-10-14", "9999-12-31"])
    def test_a_day_that_does_not_fit(self, put, client, on):
        for address in (PDF, XLSX):
            answer = client.get(address, {"on": on})
            assert answer.status_code == 404
            assert "日期" in answer.text or "只能查看" in answer.text

    def test_no_such_bureau(self, client):
        assert client.get("/catalog/none/list.pdf").status_code == 404


class TestPrepared:
    def test_made_before_anybody_asks(self, put, client, pressed):
        out = io.StringIO()
        call_command("prepare_public_lists", stdout=out)
        assert "演示市xlt区市场监督管理局：Excel" in out.getvalue()
        call_command("prepare_public_lists", stdout=out)
        client.get(PDF)
        assert len(pressed) == 1

    def test_what_could_not_be_made_is_named(self, put, pressed):
        with papers._one_at_a_time(), pytest.raises(CommandError, match="xlt（Busy）"):
            call_command("prepare_public_lists", stdout=io.StringIO())

    def test_the_measurement_leaves_nothing(self, pressed):
        out = io.StringIO()
        call_command("bench_public", items=67, rounds=1, stdout=out)
        assert "清单：首次" in out.getvalue() and "list.pdf" in out.getvalue()
        assert not Item.objects.exists()


class TestApart:
    def test_a_failure_is_told(self):
        with pytest.raises(TooLong, match="no_such.css"):
            typesetting.pdf_apart("<p>一</p>", "no_such.css", seconds=60)

    def test_a_time_limit(self):
        with pytest.raises(TooLong):
            typesetting.pdf_apart("<p>一</p>", papers.STYLESHEET, seconds=0.05)
