"""Check the whole record, or what came since a day; exit code 1 and the first broken link where it does not hold."""

import time
from datetime import date

from django.core.management.base import BaseCommand, CommandError

from xinglongtai.core.errors import DomainError
from xinglongtai.core.record.checking import verify
from xinglongtai.core.record.verbs import audit_verify, since_day


class Command(BaseCommand):
    help = "校验操作记录的链条：逐条核对有没有改动、删除、插入和截断，指出第一处，退出码 1"

    def add_arguments(self, parser):
        parser.add_argument("--since", type=date.fromisoformat, metavar="2026-01-01", help="只校验这一天以后入链的")
        parser.add_argument("--read-only", action="store_true", help="只读：不先接入新的记录，也不留下校验记录")

    def handle(self, *args, since, read_only, **options):
        told = time.monotonic()

        def progress(done: int, total: int) -> None:
            nonlocal told
            if options["verbosity"] and time.monotonic() - told > 2:
                told = time.monotonic()
                self.stderr.write(f"已校验到第 {done:,} 环，共 {total:,} 环")

        try:
            if read_only:
                report = verify(since=since_day(since), progress=progress, sealing=False)
            else:
                report = audit_verify(actor=None, since=since, progress=progress)
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(report.words)
        for found in report.breaks:
            self.stdout.write(f"- {found.words}")
        for note in report.notes:
            self.stdout.write(f"注意：{note}")
        if report.seconds > 1:
            self.stdout.write(f"用时 {report.seconds:.1f} 秒，每秒 {report.checked / report.seconds:,.0f} 条")
        if not report.whole:
            raise SystemExit(1)
