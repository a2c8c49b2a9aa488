"""去标识化 of what is due, case by case; for cron: safe to interrupt and to run again."""

from collections import Counter
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from xinglongtai.core.models import Bureau
from xinglongtai.oversight.retention import selectors, services

NOT_TOUCHED = "不处理：已签发的文书（归档原件）、现场照片、自由填写的文字（现场情况、说明、理由、备注等）、操作记录"


class Command(BaseCommand):
    help = "案件办结满保管年限后去标识化（机关没有填写年限和依据的不处理）；可中断、可重复运行"

    def add_arguments(self, parser):
        parser.add_argument("--date", help="按哪一天，如 2026-11-22；默认今天")
        parser.add_argument("--bureau", help="只做一个机关，写机关代号")
        parser.add_argument("--dry-run", action="store_true", help="只列出会处理什么，不写入")

    def handle(self, *args, bureau, dry_run, **options):
        on = self._day(options["date"])
        rows = Bureau.objects.filter(code=bureau) if bureau else Bureau.objects.all()
        if bureau and not rows:
            raise CommandError(f"没有代号为“{bureau}”的机关。")
        for office in rows:
            rule = selectors.rule_of(office)
            if not rule.on:
                self.stdout.write(f"{office.full_name}：没有填写保管年限和依据，不处理")
                continue
            (self._show if dry_run else self._do)(office, on, rule)
        self.stdout.write(NOT_TOUCHED)

    def _show(self, office, on, rule):
        numbers = list(selectors.cases_due(office, on, rule).values_list("pk", flat=True))
        priors = selectors.priors_due(office, on, rule).count()
        listed = "、".join(map(str, numbers)) or "无"
        self.stdout.write(
            f"{office.full_name}：会处理案件 {len(numbers)} 件（案件号 {listed}），导入的历史记录 {priors} 条（未写入）"
        )

    def _do(self, office, on, rule):
        left = services.finish_destroying(office)
        cases = parties = priors = 0
        counts = Counter()
        for case in list(selectors.cases_due(office, on, rule)):
            done = services.case_deidentify(case=case, on=on, rule=rule)
            if done is not None:
                cases += 1
                counts += done
        for party in list(selectors.parties_due(office)):
            parties += services.party_deidentify(party=party, on=on, rule=rule)
        while more := services.priors_deidentify(bureau=office, on=on, rule=rule):
            priors += more
        told = "、".join(f"{kind} {n}" for kind, n in counts.items()) or "无"
        self.stdout.write(
            f"{office.full_name}：案件 {cases} 件（{told}），当事人 {parties} 户，导入的历史记录 {priors} 条"
            + (f"；补删上次中断留下的原件 {left} 份" if left else "")
        )

    def _day(self, text: str | None) -> date:
        try:
            return date.fromisoformat(text) if text else timezone.localdate()
        except ValueError:
            raise CommandError(f"日期“{text}”不对，请写成 2026-11-22。") from None
