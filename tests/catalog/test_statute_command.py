"""``import_statutes`` and the facts it proposes: folders with and without a table, twice, corrected, refused."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from catalog.models import Statute, StatuteVersion
from catalog.statute_intake import ready_facts
from catalog.statute_text import TextFacts, parse

from . import statute_world as world
from .statute_samples import PLAIN_LAW, docx

pytestmark = pytest.mark.django_db
NAME = "演示条例(2024-01-05).md"


class TestCommand:
    def run(self, *args, **options):
        out = StringIO()
        call_command("import_statutes", *map(str, args), stdout=out, **options)
        return out.getvalue()

    @pytest.fixture
    def folder(self, tmp_path):
        folder = tmp_path / "laws"
        folder.mkdir()
        (folder / NAME).write_text(PLAIN_LAW, encoding="utf-8")
        later = PLAIN_LAW.replace("#", "").replace("2024年3月1日", "2027年1月1日")
        (folder / "演示条例(2026-06-26).docx").write_bytes(docx(later))
        (folder / "INDEX.csv").write_text(
            "file,law_title,kind,version_date,effective_from\n"
            f"{NAME},演示条例,行政法规,2024-01-05,2024-03-01\n演示条例(2026-06-26).docx,,行政法规,2026-06-26,\n",
            encoding="utf-8",
        )
        return folder

    def test_a_folder_twice(self, folder, legal):
        assert "2 个试行，没有写入" in self.run(folder, dry_run=True) and not Statute.objects.exists()
        assert "2 个已写入" in self.run(folder, date=date(2026, 11, 22))
        assert StatuteVersion.objects.count() == 2
        assert "2 个文本相同、不变" in self.run(folder, actor="fazhi")

    def test_one_corrected_file(self, folder, bureau, legal, on):
        self.run(folder)
        world.item(bureau, legal, world.cite(StatuteVersion.objects.get(version_date=world.FIRST), "第二条第二款"))
        (folder / NAME).write_text(PLAIN_LAW.replace("十日", "二十日"), encoding="utf-8")
        out = self.run(folder / NAME)
        assert "更正文本" in out and "第二条（修改）" in out and "R3 第1版" in out

    def test_refusals(self, folder, legal, officer, tmp_path):
        with pytest.raises(CommandError, match="没有可以导入"):
            self.run(folder, actor="zhifa")
        (folder / "坏.md").write_text("", encoding="utf-8")
        with pytest.raises(CommandError, match="1 个文件不能导入"):
            self.run(folder)
        (folder / "INDEX.csv").write_text("甲\n", encoding="utf-8")
        with pytest.raises(CommandError, match="INDEX.csv：对照表"):
            self.run(folder)
        for path in ("nowhere", ""):
            with pytest.raises(CommandError, match="没有找到"):
                self.run(tmp_path / "empty" if not path else tmp_path / path)
        (tmp_path / "empty").mkdir()
        with pytest.raises(CommandError, match="没有找到 .md"):
            self.run(tmp_path / "empty")

    def test_what_only_the_writing_finds_out(self, folder, legal):
        (folder / "INDEX.csv").unlink()
        (folder / "演示条例(2026-06-26).docx").unlink()
        (folder / "乙.md").write_text(
            PLAIN_LAW.replace("条例\n", "条例\n2025年2月2日公布 国务院令\n", 1), encoding="utf-8"
        )
        (folder / NAME).write_text(PLAIN_LAW.replace("演示机关令", "国务院令"), encoding="utf-8")
        with pytest.raises(CommandError, match="不能导入"):
            self.run(folder)


class TestFacts:
    def text(self, title="演示条例"):
        return parse([f"# {title}", "第一条 甲。"])

    def test_the_register_goes_first(self, legal, on):
        world.load(legal, on, title="中华人民共和国演示条例", short_title="演示条例", effective_to=date(2030, 1, 1))
        facts = ready_facts(NAME, self.text(), TextFacts(effective_from=date(1999, 1, 1)))
        assert (facts.title, facts.kind, facts.effective_from) == ("中华人民共和国演示条例", "regulation", world.STARTS)
        assert facts.effective_to == date(2030, 1, 1) and facts.doubts == []

    def test_an_older_text_ends_before_the_next(self, legal, on):
        world.load(legal, on)
        facts = ready_facts("演示条例(2020-01-01).md", self.text(), TextFacts(effective_from=date(2020, 2, 1)))
        assert facts.effective_to == date(2024, 2, 29)
        assert (
            ready_facts("演示条例(2026-01-01).md", self.text(), TextFacts(effective_from=date(2026, 2, 1))).effective_to
            is None
        )

    def test_a_text_without_title_or_date(self):
        facts = ready_facts("甲.md", parse(["第一条 甲。"]))
        assert (facts.title, facts.version_date) == ("", None)
        Statute.objects.create(title="演示条例", kind="rule")
        assert ready_facts("甲.md", self.text()).kind == "rule"
