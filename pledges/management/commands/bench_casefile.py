"""How long the file of a big case takes, measured here and now: a case of about 100 pages with 30 photographs of a phone."""

import hashlib
import io
import random
import resource
import time

from django.core.files.base import ContentFile
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone
from PIL import Image, ImageDraw

from cases.models import Evidence
from cases.status import EvidenceKind
from pledges.casefile import building, bundle
from pledges.casefile.contents import gather
from pledges.casefile.jobs import workshop
from pledges.casefile.reading import Findings

_SIZE = (4000, 3000)


def photograph(serial: int) -> bytes:
    """Twelve million pixels with more detail than most photographs (about 3.5 MB as JPEG)."""
    chance = random.Random(serial)
    small = Image.frombytes("RGB", (500, 375), chance.randbytes(500 * 375 * 3))
    image = small.resize(_SIZE, Image.Resampling.BILINEAR)
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=92)
    return buffer.getvalue()


def scanned(pages: int) -> bytes:
    """A PDF of scanned text pages at 150 dpi, with the grain of paper, as a scanner writes it."""
    sheets = [_page(n) for n in range(min(pages, 5))]
    buffer = io.BytesIO()
    sheets[0].save(buffer, "PDF", save_all=True, append_images=[sheets[n % len(sheets)] for n in range(1, pages)])
    return buffer.getvalue()


def _page(serial: int) -> Image.Image:
    sheet = Image.effect_noise((1240, 1754), 6 + serial).point(lambda level: min(255, level + 110))
    pen = ImageDraw.Draw(sheet)
    for line in range(40):
        pen.text((120, 150 + line * 36), "correction of the violation found on inspection " * 2, fill=20, font_size=22)
    return sheet.convert("RGB")


class Command(BaseCommand):
    help = "测量整卷 PDF 和 ZIP 的制作时间：照片、扫描页各多少"

    def add_arguments(self, parser):
        parser.add_argument("--photos", type=int, default=30, help="照片张数")
        parser.add_argument("--scans", type=int, default=60, help="扫描件页数")
        parser.add_argument("--keep", help="把做成的 PDF 存到这个文件")

    def handle(self, *args, photos, scans, keep, **options):
        case = self._case(photos, scans)
        start = self._memory()
        steps: dict[str, float] = {}
        last = [time.perf_counter(), ""]

        def tell(done, total, words):
            now = time.perf_counter()
            steps[last[1]] = steps.get(last[1], 0) + now - last[0]
            last[:] = [now, words]

        with workshop() as folder:
            began, busy = time.perf_counter(), time.process_time()
            contents, findings = gather(case, full=True), Findings()
            built = building.build(contents, folder, findings, tell)
            made, busy = time.perf_counter(), time.process_time() - busy
            tell(0, 0, "")
            bundle.pack(contents, built, folder / "whole.zip", findings, lambda *_: None)
            packed = time.perf_counter()
            zipped = (folder / "whole.zip").stat().st_size
            if keep:
                with open(keep, "wb") as handle:
                    handle.write(built.path.read_bytes())
        spent = "，".join(f"{words or '读取'} {seconds:.1f}" for words, seconds in steps.items() if seconds >= 0.05)
        self.stdout.write(
            f"{built.pages} 页，照片 {photos} 张，{built.size / 1e6:.1f} MB："
            f"PDF {made - began:.1f} 秒，其中处理器 {busy:.1f} 秒（{spent}）"
        )
        self.stdout.write(
            f"ZIP 另需 {packed - made:.1f} 秒，{zipped / 1e6:.1f} MB；内存峰值增加 {self._memory() - start:.0f} MB"
        )
        if findings.problems:
            self.stderr.write("；".join(findings.problems))

    def _memory(self) -> float:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    def _case(self, photos: int, scans: int):
        from xinglongtai.core.models import Bureau

        call_command("seed_roles", verbosity=0)
        call_command("load_calendar", verbosity=0)
        call_command("seed_demo", verbosity=0)
        case = (
            Bureau.objects.order_by("pk").first().cases.filter(pledges__rechecks__isnull=False).order_by("pk").first()
        )
        on = timezone.localdate()
        for serial in range(photos):
            self._keep(case, photograph(serial), ".jpg", "image/jpeg", EvidenceKind.PHOTO, f"第{serial + 1}张，{on}")
        if scans:
            self._keep(case, scanned(scans), ".pdf", "application/pdf", EvidenceKind.DOCUMENT, "书面材料")
        return case

    def _keep(self, case, content: bytes, ending: str, content_type: str, kind: str, caption: str) -> None:
        row = Evidence(case=case, kind=kind, content_type=content_type, size=len(content), caption=caption)
        row.sha256, row.uploaded_by = hashlib.sha256(content).hexdigest(), case.handler
        row.file.save(f"original{ending}", ContentFile(content), save=False)
        row.save()
