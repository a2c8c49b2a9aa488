"""Changes the data key: a new key, then rows and files closed again by it. Killed half-way, it goes on where it was."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xinglongtai.core.bucket.errors import Unreachable
from xinglongtai.core.errors import DomainError
from xinglongtai.core.vault import ring, turning


class Command(BaseCommand):
    help = "更换数据密钥：生成新密钥并把证件号、文件改用新密钥加密；系统可以照常使用，中断后再运行会接着做"

    def add_arguments(self, parser):
        parser.add_argument("--dry-run", action="store_true", help="只列各密钥加密了多少内容，不改动")
        parser.add_argument(
            "--continue", action="store_true", dest="only_continue", help="不生成新密钥，只接着做没有做完的"
        )
        parser.add_argument("--retire", metavar="k1", help="把不再使用的旧密钥移到一边（仍有内容用它时拒绝）")

    def handle(self, *args, dry_run, only_continue, retire, **options):
        try:
            if dry_run:
                self._show()
            elif retire:
                turning.retire(retire, now=timezone.now())
                self.stdout.write(f"{retire} 已移到 {ring.PURPOSE}.retired。它加密过的旧备份还要用它，请继续妥善保管。")
            else:
                self._turn(only_continue)
        except DomainError as refusal:
            raise CommandError(refusal.message) from None
        except OSError as fault:  # a full disk: what is done is done, the rest is as it was
            raise CommandError(
                f"文件没有写成：{fault.strerror or fault}。已完成的不受影响，排除后再运行会接着做。"
            ) from None

        except Unreachable as fault:
            raise CommandError(
                f"存放文件的服务器没有应答（{fault}）。已完成的不受影响，排除后再运行会接着做。"
            ) from None

    def _turn(self, only_continue):
        ring.require_whole()
        unfinished = [old.id for old in turning.old_keys() if turning.use_of(old.id).total]
        if unfinished or only_continue:
            self.stdout.write(f"接着上次更换，正在使用 {ring.known()[-1].id}")
        else:
            self.stdout.write(f"新密钥 {turning.begin().id} 已启用，请现在就备份密钥文件夹")
        left = turning.turn(self.stdout.write)
        for old in turning.old_keys():
            use = turning.use_of(old.id)
            if use.total == 0:
                self.stdout.write(f"{old.id} 已没有内容使用，十分钟后可以运行 rotate_keys --retire {old.id} 移出")
            else:
                self.stdout.write(f"{old.id} 还有内容使用：{self._told(use)}")
        if left:
            raise CommandError(f"{left} 处内容打不开，保持原样，对应的旧密钥不能移出。")

    def _show(self):
        held = ring.known()
        for key in held:
            use = turning.use_of(key.id)
            state = "正在使用" if key == held[-1] else "旧密钥"
            self.stdout.write(f"{key.id}（{state}，标记 {key.mark}）：{self._told(use) or '没有内容使用'}")

    def _told(self, use) -> str:
        return "，".join(f"{what} {n}" for what, n in (*use.rows, *use.files))
