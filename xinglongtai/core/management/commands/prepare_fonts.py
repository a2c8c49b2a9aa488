"""Make the faces of printed papers once (under a minute); nothing to do when they are there."""

from django.core.management.base import BaseCommand, CommandError

from xinglongtai.core import fonts, typesetting


class Command(BaseCommand):
    help = "准备文书字体（每台机器运行一次，约一分钟；已有则立即结束，可随时中断重来）"

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="已有也重新生成")

    def handle(self, *args, force, **options):
        missing = sorted({str(face.source) for face in fonts.FACES if not face.source.is_file()})
        if missing:
            raise CommandError(
                f"缺少系统字体：{'、'.join(missing)}。请安装 Debian 软件包 fonts-noto-cjk 后重试；在此之前文书会用其他字体排印。"
            )
        for face in fonts.FACES:
            if face.path.is_file() and not force:
                continue
            fonts.make(face)
            self.stdout.write(f"已生成 {face.file_name}（{face.path.stat().st_size // 1024} KB）")
        typesetting.reset()
        self.stdout.write(f"文书字体已就绪，可印 {len(fonts.coverage())} 个字符。")
