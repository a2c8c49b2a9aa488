"""The night's check of the files of open cases, shown on the morning page. Safe to run again."""

from django.core.management.base import BaseCommand, CommandError

from cases.models import Case
from xinglongtai.oversight.morning.services_files import files_check

from .send_due_digest import bureaus_of, day_of


class Command(BaseCommand):
    help = "核对未办结案件的文书和记录是否一致，结果列入晨报；每天夜间运行一次，可重复运行"

    def add_arguments(self, parser):
        parser.add_argument("--date", help="哪一天，如 2026-11-22；默认今天")
        parser.add_argument("--bureau", help="只核对一个机关，写机关代号")
        parser.add_argument("--dry-run", action="store_true", help="只显示将核对多少件")

    def handle(self, *args, bureau, dry_run, **options):
        on, failed = day_of(options["date"]), 0
        for office in bureaus_of(bureau):
            if dry_run:
                count = Case.objects.filter(bureau=office).open().count()
                self.stdout.write(f"{office.full_name}：将核对 {count} 件未办结案件")
                continue
            outcome = files_check(bureau=office, on=on)
            failed += len(outcome.failed)
            self.stdout.write(f"{office.full_name}：核对 {outcome.cases} 件，其中 {outcome.disagreeing} 件有不一致")
            for case, reason in outcome.failed:
                self.stderr.write(f"没有核对成：案件 {case}（{reason}）")
        if failed:
            raise CommandError(f"{failed} 件没有核对成，其余已保存，见上。")
