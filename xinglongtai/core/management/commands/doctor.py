"""What is wrong with this installation, in Chinese."""

import json
import sys

from django.core.management.base import BaseCommand

from xinglongtai.core import diagnosis

_MARKS = ("✓", "△", "✗")


class Command(BaseCommand):
    help = "检查这套系统装得对不对、运行得好不好；有故障时退出码为 1"
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="给程序读")
        parser.add_argument("--quick", action="store_true", help="跳过费时的检查（数据库完整性等）")

    def handle(self, *args, quick, **options):
        found = diagnosis.examine(quick=quick)
        worst = diagnosis.worst(found)
        self.stdout.write(_as_json(found, worst) if options["json"] else _as_text(found))
        if worst is diagnosis.Level.FAULT:
            sys.exit(1)


def _as_json(found, worst) -> str:
    lines = [
        {"subject": subject, "level": line.level.name.lower(), "words": line.words, "remedy": line.remedy}
        for subject, entries in found
        for line in entries
    ]
    return json.dumps({"worst": worst.name.lower(), "findings": lines}, ensure_ascii=False, indent=1)


def _as_text(found) -> str:
    text = []
    for subject, entries in found:
        text.append(f"【{subject}】")
        for line in entries:
            text.append(f"  {_MARKS[line.level]} {line.level.label}：{line.words}")
            if line.remedy:
                text.append(f"      → {line.remedy}")
    every = [line.level for _, entries in found for line in entries]
    faults, notices = every.count(diagnosis.Level.FAULT), every.count(diagnosis.Level.NOTICE)
    text.append(f"故障 {faults} 项，注意 {notices} 项。" if faults or notices else "没有发现问题。")
    return "\n".join(text)
