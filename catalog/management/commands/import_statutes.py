"""``import_statutes``: texts of laws from files and folders, with the facts of an INDEX.csv beside them. Safe to repeat."""

import time
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from catalog.services import TextEntry, statute_texts_import, text_plan
from catalog.services.statute_texts import IMPORT
from catalog.status import ArticleLevel, TextOutcome
from catalog.statute_intake import ready_facts
from catalog.statute_text import ENDINGS, NotReadable, parse, read_index, read_lines
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import Officer
from xinglongtai.core.roles import allowed


class Command(BaseCommand):
    help = "导入法规文本（.md、.txt、.docx 文件或文件夹；文件夹里的 INDEX.csv 给出名称和日期）。全部导入或全部不导入，可重复执行"

    def add_arguments(self, parser):
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="文件或文件夹")
        parser.add_argument("--dry-run", action="store_true", help="只显示会做什么，不写入")
        parser.add_argument("--actor", help="以哪个账号办理；默认为第一个有法规权限的人员")
        parser.add_argument("--date", type=date.fromisoformat, help="办理日期，默认今天")

    def handle(self, *, paths, dry_run, actor, date, **options):
        started = time.perf_counter()
        entries, unread = self._read(paths)
        plans = [text_plan(entry.facts, entry.text) for entry in entries]
        for entry, plan in zip(entries, plans, strict=True):
            self._tell(entry, plan)
        for line in unread:
            self.stdout.write(f"× {line}")
        refused = len(unread) + sum(bool(plan.faults) for plan in plans)
        if refused:
            raise CommandError(f"{refused} 个文件不能导入，什么都没有写入。请改正后再执行。")
        if not dry_run:
            try:
                plans = statute_texts_import(
                    entries=entries, actor=self._officer(actor), on=date or timezone.localdate()
                )
            except DomainError as refusal:
                raise CommandError(refusal.message) from None
        same = sum(plan.outcome == TextOutcome.SAME for plan in plans)
        word = "试行，没有写入" if dry_run else "已写入"
        seconds = time.perf_counter() - started
        self.stdout.write(
            f"{len(plans)} 个文本：{len(plans) - same} 个{word}，{same} 个文本相同、不变。用时 {seconds:.1f} 秒"
        )

    def _read(self, paths) -> tuple[list[TextEntry], list[str]]:
        entries, unread = [], []
        for folder, files in _gather(paths):
            index = {}
            for table in folder.glob("INDEX.csv"):
                try:
                    index = read_index(table.read_bytes())
                except NotReadable as refusal:
                    raise CommandError(f"{table.name}：{refusal}") from None
            for file in files:
                try:
                    lines, remarks = read_lines(file.name, file.read_bytes())
                except (NotReadable, OSError) as refusal:
                    unread.append(f"{file.name}：{refusal}")
                    continue
                text = parse(lines)
                text.warnings = [*remarks, *text.warnings]
                entries.append(TextEntry(ready_facts(file.name, text, index.get(file.name)), text, file.name))
        if not entries and not unread:
            raise CommandError("没有找到 .md、.txt 或 .docx 文件。")
        return entries, unread

    def _tell(self, entry: TextEntry, plan) -> None:
        counts = entry.text.counts()
        items = counts.get(ArticleLevel.SUBPARAGRAPH, 0)
        sizes = f"{len(entry.text.articles)} 条 {counts.get(ArticleLevel.PARAGRAPH, 0)} 款 {items} 项"
        self.stdout.write(f"{TextOutcome(plan.outcome).label}：{plan.name} {sizes}")
        if plan.changes:
            self.stdout.write(f"    不同：{'、'.join(f'{c.label}（{c.word}）' for c in plan.changes[:20])}")
        for citation in plan.cited:
            self.stdout.write(f"    引用：{citation.version.item.number} 第{citation.version.version_no}版 {citation}")
        for line in [*plan.faults, *plan.remarks]:
            self.stdout.write(f"    {'×' if line in plan.faults else '·'} {line}")

    def _officer(self, username) -> Officer:
        people = Officer.objects.filter(is_active=True, user__isnull=False).select_related("user", "unit__bureau")
        if username:
            people = people.filter(user__username=username)
        for officer in people.order_by("pk"):
            if allowed(officer, IMPORT):
                return officer
        raise CommandError(
            "没有可以导入法规的法制人员账号。请先建立账号并加入“法制机构”角色（seed_roles），或用 --actor 指定。"
        )


def _gather(paths):
    """(folder, its files to read) for every path given; a file stands for itself, beside its folder's INDEX.csv."""
    for path in paths:
        if path.is_dir():
            yield path, sorted(file for file in path.iterdir() if file.suffix.lower() in ENDINGS)
        elif path.is_file():
            yield path.parent, [path]
        else:
            raise CommandError(f"没有找到文件或文件夹：{path}")
