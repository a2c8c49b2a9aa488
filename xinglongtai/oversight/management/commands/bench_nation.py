"""``bench_nation``: every row of the table of bars on the nation's data, each in a process of its own (``script/bench nation``)."""

import json
import os
import subprocess
import sys
import tempfile
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ...measuring import plans, report, table
from ...measuring.figures import Run
from ...scale.seeding import standing


class Command(BaseCommand):
    help = "测量性能标准表的每一行（需要 seed_scale 的数据；会新增少量测量用的人员和案件）"

    def add_arguments(self, parser):
        parser.add_argument(
            "--only", default="", help=f"只测这几行（none 为一行都不测），用逗号分开：{'、'.join(table.ROWS)}"
        )
        parser.add_argument("--quick", action="store_true", help="少测几次，十五分钟以内")
        parser.add_argument("--small", default="", help="百分之一规模的数据库地址（比较增长）")
        parser.add_argument("--kept", type=Path, default=Path("/nonexistent"), help="对比用的程序装在哪里")
        parser.add_argument("--into", type=Path, help="结果写入这个文件（JSON），旁边另写一份表格（Markdown）")
        parser.add_argument("--document", type=Path, help="把表格也写入这份文档")
        parser.add_argument("--plans", type=Path, help="把各列表最慢查询的执行计划写入这份文档")
        parser.add_argument("--how", default="on a quiet machine", help="测量时的情形，写在表格前面")
        parser.add_argument("--alone", default="", help="内部使用：在本进程中测一行")

    def handle(self, *, only, into, **options):
        if standing() is None:
            raise CommandError("数据库里没有 seed_scale 的数据。请用 script/bench nation。")
        names = list(table.ROWS) if not only else [name for name in only.split(",") if name != "none"]
        if unknown := set(names) - set(table.ROWS):
            raise CommandError(f"没有这几行：{'、'.join(sorted(unknown))}。可选：{'、'.join(table.ROWS)}")
        if not options["alone"]:
            call_command(
                "sum_statistics", stdout=StringIO()
            )  # as its timer does each minute: earlier rows added letters
        with tempfile.TemporaryDirectory() as made:
            folder = Path(os.environ.get("BENCH_FOLDER") or made)
            if options["alone"]:
                self._alone(options["alone"], into, self._run(options, folder))
                return
            figures = [figure for name in names for figure in self._apart(name, options, folder)]
        told = {
            "at": f"{timezone.localtime():%Y-%m-%d %H:%M}",
            "machine": report.machine(),
            "database": report.database(),
            "how": options["how"] + (", quick" if options["quick"] else ""),
        }
        text = report.markdown(figures, told)
        if into:
            into.write_text(json.dumps({**told, "figures": figures}, ensure_ascii=False, indent=1))
            into.with_suffix(".md").write_text(text + "\n")
        if options["plans"]:
            report.into(options["plans"], report.PLANS, plans.markdown())
        if options["document"]:
            report.into(options["document"], report.MEASURED, text)
        over = [one["what"] for one in figures if one["good"] is False]
        self.stdout.write(f"共 {len(figures)} 项，超出标准 {len(over)} 项" + (f"：{'、'.join(over)}" if over else ""))

    def _run(self, options: dict, folder: Path) -> Run:
        return Run(quick=options["quick"], small=options["small"], folder=folder, kept=options["kept"])

    def _apart(self, name: str, options: dict, folder: Path) -> list[dict]:
        """The figures of one row; one that fails or takes too long says so and holds up no other."""
        self.stdout.write(f"{name}: {table.row(name).WHAT}")
        self.stdout.flush()
        into = folder / f"{name}.json"
        command = [sys.executable, sys.argv[0], "bench_nation", "--alone", name, "--into", str(into)]
        command += ["--small", options["small"], "--kept", str(options["kept"]), *["--quick"] * options["quick"]]
        environment = os.environ | {"BENCH_FOLDER": str(folder), "JOBS_INLINE": "0"}
        with (folder / "row.log").open("w") as log:
            try:
                subprocess.run(
                    command, check=True, env=environment, stderr=log, cwd=settings.BASE_DIR, timeout=table.ROWS[name]
                )
            except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as problem:
                self.stdout.write(f"  {type(problem).__name__}\n{(folder / 'row.log').read_text()[-2000:]}")
        return [one | {"row": name} for one in json.loads(into.read_text())] if into.exists() else []

    def _alone(self, name: str, into: Path | None, run: Run) -> None:
        figures = []
        for found in table.row(name).measure(run):
            figures.append(found.told())
            self.stdout.write(report.line(figures[-1]))
            self.stdout.flush()
            if into:
                into.write_text(json.dumps(figures, ensure_ascii=False))
