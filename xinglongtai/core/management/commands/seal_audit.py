"""Take the newest events into the chain: every minute, safe to repeat and twice at once."""

from django.core.management.base import BaseCommand, CommandError

from xinglongtai.core.errors import DomainError
from xinglongtai.core.record.sealing import seal
from xinglongtai.core.record.verbs import audit_restored


class Command(BaseCommand):
    help = "把新的操作记录接入链条，并把链头写入 record/heads.log。每分钟运行，可以反复运行"

    def add_arguments(self, parser):
        parser.add_argument(
            "--restored", metavar="原因", help="有意恢复了较早的数据库：写明原因，链条从数据库现有的末尾接续"
        )

    def handle(self, *args, restored, **options):
        try:
            if restored is not None:
                audit_restored(reason=restored)
                self.stdout.write("已记下恢复的原因，链条从现有的末尾接续。请接着运行 verify_audit。")
            done = seal()
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        if done.links and options["verbosity"]:
            noted = f"，其中 {done.noted} 条有备注" if done.noted else ""
            self.stdout.write(f"接入 {done.links} 条{noted}，链头为第 {done.seq} 环")
