"""Old files of cases removed, for cron: safe to run again."""

from django.core.management.base import BaseCommand

from pledges.casefile.jobs import sweep
from pledges.casefile.services import casefiles_tidy
from xinglongtai.core.models import Bureau


class Command(BaseCommand):
    help = "清理旧的案卷文件（每案每种形式最新的一份总是保留），以及中断的制作留下的临时文件"

    def handle(self, *args, **options):
        for office in Bureau.objects.all():
            self.stdout.write(f"{office.full_name}：清理案卷文件 {casefiles_tidy(bureau=office)} 份")
        self.stdout.write(f"中断的制作：清理 {sweep()} 处")
