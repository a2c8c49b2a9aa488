"""``prepare_public_lists``: today's workbook and paper of every bureau are made before the first reader asks. Safe to repeat."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from catalog.public import papers
from catalog.public.selectors import bureaux_with_lists, stamp_of
from xinglongtai.core.typesetting import TooLong


class Command(BaseCommand):
    help = "预先生成各机关今天的公开清单（Excel、PDF）；已有的不重做"

    def handle(self, **options):
        today = timezone.localdate()
        failed = []
        for bureau in bureaux_with_lists():
            day, stamp = papers.day_of(bureau, today, today), stamp_of(bureau).text
            try:
                sizes = [
                    len(
                        papers.kept_or_made(
                            papers.file_key(day, stamp, kind), kind, lambda make=make, day=day: make(day)
                        )
                    )
                    for kind, make in (("xlsx", papers.workbook), ("pdf", papers.paper))
                ]
            except (papers.Busy, TooLong) as problem:
                failed.append(f"{bureau.code}（{type(problem).__name__}）")
                continue
            self.stdout.write(f"{bureau.full_name}：Excel {sizes[0] // 1000} kB，PDF {sizes[1] // 1000} kB")
        if failed:
            raise CommandError(f"没有生成：{'、'.join(failed)}。读者打开时会再试，也可以稍后再运行一次。")
