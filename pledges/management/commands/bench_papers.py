"""How long the papers of one moment take: from the last fact (the day agreed) to the bytes of letter, order, record, address and
receipt. Measured here and now through the verbs; what is made for it is rolled back and its files are removed."""

import statistics
import time
from datetime import timedelta

from django.core.management.base import BaseCommand
from django.db import transaction

from cases.models import Party
from cases.services import assessment_confirm, assessment_make, case_open, violation_add
from catalog.models import Batch, Item, ItemVersion
from pledges.papers.selectors import papers_of
from pledges.papers.services import letter_with_papers
from xinglongtai.core import documents, roles, units
from xinglongtai.core.models import Bureau, Officer, User
from xinglongtai.core.roles import Role
from xinglongtai.core.web import today

#: What makes the measured violation eligible.
ANSWERS = {
    **dict.fromkeys(("correctable", "no_intent", "violation_established", "minor_act"), True),
    **dict.fromkeys(("suspected_crime", "high_risk", "costly_fix", "irreversible_harm", "emergency_exploit"), False),
    **dict.fromkeys(("refused_correction", "goods_to_confiscate"), False),
    "jurisdiction": "own",
    "correction": "not_yet",
    "harm": "none",
    "illegal_gains": "none",
    "law_changed": "none",
    "discernment": "full",
}


class Command(BaseCommand):
    help = "测量一个阶段的文书（承诺书等约五份）从最后一项事实到 PDF 的时间（热态）；数据用后即撤"

    def add_arguments(self, parser):
        parser.add_argument("--count", type=int, default=10, help="案件数")

    def handle(self, *args, count, **options):
        with transaction.atomic():
            officers, version = self._stage()
            self._one(officers, version, 0)  # the press warms up
            runs = [self._one(officers, version, serial) for serial in range(1, max(count, 2) + 1)]
            transaction.set_rollback(True)
        whole, verbs, busy, papers = zip(*runs, strict=True)
        self.stdout.write(
            f"{papers[0]} 份文书，{len(runs)} 个案件：从约定期限到全部 PDF 中位 {statistics.median(whole):.0f} ms，"
            f"最慢 {max(whole):.0f} ms；其中登记、编号和存档中位 {statistics.median(verbs):.0f} ms；"
            f"处理器中位 {statistics.median(busy):.0f} ms"
        )

    def _one(self, officers, version: ItemVersion, serial: int) -> tuple[float, float, float, int]:
        """Milliseconds until all bytes, of those in the verbs, of the processor; and how many papers there are."""
        first, second = officers
        on = today()
        party = Party.objects.create(
            bureau=first.bureau,
            kind="company",
            name=f"测量用第{serial}号综合超市",
            uscc=f"BENCH{serial:013d}",
            operator="测量用负责人",
            phone="19900000000",
            address=f"测量街{serial}号",
            created_by=first,
        )
        case = case_open(party=party, actor=first, on=on, data={"co_handler": second})
        data = {"item_version": version, "description": version.violation, "fact_detail": "测量用现场情况。"}
        violation = violation_add(case=case, actor=first, on=on, data=data)
        assessment_make(violation=violation, actor=first, on=on, answers=ANSWERS)
        case.refresh_from_db()
        case = assessment_confirm(case=case, actor=first, on=on)
        started, working = time.perf_counter(), time.process_time()
        letter_with_papers(case=case, actor=first, on=on, mode="by_date", due_on=on + timedelta(days=5))
        stored = time.perf_counter()
        papers = papers_of(case)
        for paper in papers:
            documents.read_bytes(paper.document)
        ended, worked = time.perf_counter(), time.process_time()
        for paper in papers:
            paper.document.pdf.storage.delete(paper.document.pdf.name)
        return (ended - started) * 1000, (stored - started) * 1000, (worked - working) * 1000, len(papers)

    def _stage(self):
        roles.seed()
        bureau = units.create_bureau(
            code="bench",
            name="测量局",
            full_name="测量用市场监督管理局",
            region_code="211199",
            document_prefix="测市监",
        )
        officers = [self._officer(bureau, number) for number in (1, 2)]
        item = Item.objects.create(bureau=bureau, number="B1", domain="测量")
        version = ItemVersion.objects.create(
            item=item,
            batch=Batch.objects.create(bureau=bureau, name="测量批次", sequence=1),
            violation="测量用违法行为",
            violated_law="测量用条例",
            violated_article="第一条",
            penalty_law="测量用条例",
            penalty_article="第二条",
            penalty_structure="progressive",
            leniency_kind="minor",
            load_state="enabled",
            verified=True,
            text_in_force_checked=True,
            effective_from=today() - timedelta(days=1500),
        )
        version.state, version.published_by = "published", officers[0]
        version.published_at = officers[0].user.date_joined
        version.save(by_service=True)
        return officers, version

    def _officer(self, bureau: Bureau, number: int) -> Officer:
        user = User.objects.create_user(f"bench_officer_{number}", password=None)
        user.groups.add(roles.Group.objects.get(name=Role.OFFICER.value))
        return Officer.objects.create(
            user=user,
            unit=bureau.unit,
            name=f"测量员{number}",
            certificate_no=f"测{number:06d}",
            certificate_from=today() - timedelta(days=100),
            certificate_to=today() + timedelta(days=100),
        )
