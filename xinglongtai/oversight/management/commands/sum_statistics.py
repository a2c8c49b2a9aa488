"""Keeps the sums under the statistics of large offices: every minute, safe to repeat, to kill and to run twice at once."""

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from cases.models import Case
from xinglongtai.core.models import Bureau
from xinglongtai.oversight.statistics.sums import filling
from xinglongtai.oversight.statistics.sums.models import SumState
from xinglongtai.oversight.statistics.sums.turns import overtaken

#: Below so many cases everything is counted when it is asked for, and no sums are kept.
LARGE = 20_000
_SHOWN = 20


class Command(BaseCommand):
    help = f"更新大机关（{LARGE:,} 件以上）的统计汇总。每分钟运行，可以反复运行、中断后再运行"

    def add_arguments(self, parser):
        parser.add_argument("--bureau", help="只做一个机关，写机关代号")
        parser.add_argument("--all", action="store_true", help="不管多少件，全部重新汇总")
        parser.add_argument("--check", action="store_true", help="逐日重算，和汇总比对；不同的列出，退出码为 1")
        parser.add_argument("--sample", type=int, default=0, help="和 --check 一起：只抽这么多个月")
        parser.add_argument("--seed", type=int, default=0, help="和 --sample 一起：抽取用的种子")

    def handle(self, *args, bureau, check, **options):
        rows = Bureau.objects.filter(code=bureau) if bureau else Bureau.objects.all()
        if bureau and not rows:
            raise CommandError(f"没有代号为“{bureau}”的机关。")
        for office in rows:
            if check:
                self._check(office, options["sample"], options["seed"])
            else:
                self._keep(office, options["all"])
        if not check:
            filling.forget_marks()

    def _keep(self, office: Bureau, everything: bool) -> None:
        state = SumState.objects.filter(bureau=office).first()
        if state is None and not everything and not _is_large(office):
            return
        whole = state is not None and state.whole and filling.fits(state, filling.window_of(office))
        try:
            if everything or not whole:
                filling.fill(office, lambda text: self.stdout.write(f"{office.full_name}：{text}"))
            days = filling.refresh(office)
        except OperationalError as error:
            if not overtaken(error):
                raise
            return  # another run has just done it
        if days:
            self.stdout.write(f"{office.full_name}：更新 {days} 个单位日")

    def _check(self, office: Bureau, sample: int, seed: int) -> None:
        if not SumState.objects.filter(bureau=office, whole=True).exists():
            self.stdout.write(f"{office.full_name}：没有汇总，统计都是当时计数")
            return
        found = 0
        for one in filling.differences(office, sample=sample, seed=seed, say=self.stdout.write):
            found += 1
            if found <= _SHOWN:
                self.stdout.write(f"不同：{one.what}：汇总 {one.kept}，重算 {one.counted}")
        if found:
            raise CommandError(
                f"{office.full_name}：汇总和重算有 {found} 处不同。请运行 sum_statistics --all 重新汇总。"
            )
        self.stdout.write(f"{office.full_name}：汇总和重算一致")


def _is_large(office: Bureau) -> bool:
    """Whether the bureau has more cases than are counted quickly."""
    return Case.objects.filter(bureau=office).order_by("-pk")[LARGE - 1 : LARGE].exists()
