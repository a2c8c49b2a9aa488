"""How long a pledge letter takes and how big it is, measured here and now with the fonts of this machine."""

import statistics
import time
from datetime import date

from django.core.management.base import BaseCommand

from pledges import letter
from xinglongtai.core import fonts, typesetting


def sample(serial: int) -> letter.LetterSnapshot:
    """An ordinary letter; ``serial`` varies what varies between letters."""
    return letter.build(
        bureau_name="盘锦市兴隆台区市场监督管理局",
        bureau_phone="0427-2800000",
        officers=[letter.LetterOfficer("张建国", "LN00000001"), letter.LetterOfficer("李晓梅", "LN00000002")],
        inspected_on=date(2026, 9, 25),
        violations=["未将营业执照置于住所或者主要经营场所醒目位置"],
        laws=["市场主体登记管理条例"],
        mode=letter.BY_DATE,
        due_on=date(2026, 10, 15),
        party_name=f"盘锦市兴隆台区样例第{serial}综合超市",
        party_is_person=False,
        party_code="样例代码",
        party_address=f"盘锦市兴隆台区样例街{serial}号",
        item_text="样例事项",
        demo=True,
    )


class Command(BaseCommand):
    help = "测量承诺书排印的时间（热态，毫秒）和大小（KB）"

    def add_arguments(self, parser):
        parser.add_argument("--count", type=int, default=30, help="份数")

    def handle(self, *args, count, **options):
        started = time.perf_counter()
        self._set(0)
        first = (time.perf_counter() - started) * 1000
        times, sizes = [], []
        for serial in range(1, max(count, 2) + 1):
            started = time.perf_counter()
            sizes.append(len(self._set(serial)) / 1024)
            times.append((time.perf_counter() - started) * 1000)
        p95 = statistics.quantiles(times, n=20)[-1]
        faces = "、".join(face.family for face in fonts.prepared()) or "仅系统字体（请运行 prepare_fonts）"
        self.stdout.write(f"字体：{faces}")
        self.stdout.write(
            f"首份 {first:.0f} ms；其后 {len(times)} 份：中位 {statistics.median(times):.0f} ms，95% 不超过 {p95:.0f} ms；"
            f"大小中位 {statistics.median(sizes):.0f} KB，最大 {max(sizes):.0f} KB"
        )

    def _set(self, serial: int) -> bytes:
        snapshot = sample(serial).to_dict()
        return typesetting.letter_pdf(letter.KIND, letter.TEMPLATE_VERSION, snapshot, number=f"样例〔2026〕{serial}号")
