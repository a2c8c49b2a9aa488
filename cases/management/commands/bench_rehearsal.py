"""How long a rehearsal takes over many cases, measured here and now. What it makes for that is rolled back."""

import time
from datetime import timedelta

from django.core.management.base import BaseCommand
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from cases.models import Assessment, Case, Party, Violation
from cases.rehearsal import OPEN, PART, rehearsal
from catalog.eligibility import assess
from catalog.eligibility.examples import example_facts, proposals
from catalog.eligibility_parameters import parameters_for
from catalog.models import Batch, ConditionToken, Item, ItemCondition, ItemVersion
from catalog.selectors import item_rule
from catalog.services import item_version_new
from xinglongtai.core import roles, units
from xinglongtai.core.models import Bureau, Officer, User
from xinglongtai.core.roles import Role
from xinglongtai.core.web import today

#: Conditions and the exclusion of the measured item; what the draft asks besides, which a third of the old cases recorded
#: as done, a third as not done, and a third not at all.
WORDS = (
    ("licence_valid", "持有有效执照", "condition"),
    ("minor_act", "违法行为轻微", "condition"),
    ("lent_licence", "出租、出借执照", "exclusion"),
)
STRICTER = ("repaired_in_days", "三日内自行补正")


class Command(BaseCommand):
    help = "测量预演的时间：若干件旧案，一份加了两项条件的草稿；数据用后即撤"

    def add_arguments(self, parser):
        parser.add_argument("--count", type=int, default=PART, help="旧案件数")

    def handle(self, *args, count, **options):
        with transaction.atomic():
            version, legal = self._stage(max(count, 1))
            version = ItemVersion.objects.with_parts().select_related("source_list").get(pk=version.pk)
            times, busy = [], []
            for _ in range(3):
                started, working = time.perf_counter(), time.process_time()
                with CaptureQueriesContext(connection) as queries:
                    result = rehearsal(version=version, actor=legal, on=today())
                times.append(time.perf_counter() - started)
                busy.append(time.process_time() - working)
            transaction.set_rollback(True)
        self.stdout.write(
            f"旧案 {result.total} 件，本次预演 {len(result.rows)} 件（每次最多 {PART} 件）：最快 {min(times):.2f} 秒，"
            f"最慢 {max(times):.2f} 秒（处理器 {min(busy):.2f} 秒）；查询 {len(queries)} 次"
        )
        steps = "；".join(f"{group.label} {group.count} 件" for group in result.steps) or "没有"
        self.stdout.write(f"结论会变：{steps}；旧案没有记录的 {result.counts[OPEN]} 件")

    def _stage(self, count: int):
        roles.seed()
        bureau = units.create_bureau(
            code="bench",
            name="测量局",
            full_name="测量用市场监督管理局",
            region_code="211199",
            document_prefix="测市监",
        )
        user = User.objects.create_user("bench_legal", password=None)
        user.groups.add(roles.Group.objects.get(name=Role.LEGAL.value))
        legal = Officer.objects.create(user=user, unit=bureau.unit, name="测量员")
        used = self._published(bureau, legal)
        draft = item_version_new(item=used.item, actor=legal)
        ItemCondition.objects.create(version=draft, token=_word(*STRICTER, "condition"), text=STRICTER[1])
        self._cases(bureau, legal, used, count)
        return draft, legal

    def _published(self, bureau: Bureau, legal: Officer) -> ItemVersion:
        item = Item.objects.create(bureau=bureau, number="B1", domain="测量")
        version = ItemVersion.objects.create(
            item=item,
            batch=Batch.objects.create(bureau=bureau, name="测量批次", sequence=1),
            violation="测量用违法行为",
            penalty_structure="discretionary",
            leniency_kind="minor",
            load_state="enabled",
            verified=True,
            text_in_force_checked=True,
            effective_from=today() - timedelta(days=1500),
        )
        for place, (token, label, role) in enumerate(WORDS):
            ItemCondition.objects.create(version=version, token=_word(token, label, role), text=label, sort=place)
        version.state, version.published_at, version.published_by = "published", user_time(legal), legal
        version.save(by_service=True)
        return ItemVersion.objects.with_parts().get(pk=version.pk)

    def _cases(self, bureau: Bureau, legal: Officer, used: ItemVersion, count: int) -> None:
        rule, windows, on = item_rule(used), parameters_for(bureau), today()
        situations = [one.facts for one in proposals(rule, on, windows)]
        party = Party.objects.create(bureau=bureau, kind="company", name="测量用当事人", created_by=legal)
        parts = []
        for number in range(count):
            day = on - timedelta(days=number % 700)
            common = {"bureau": bureau, "unit": bureau.unit, "party": party, "handler": legal}
            case = Case(**common, discovered_on=day, inspected_on=day, clock_due_on=day)
            situation = situations[number % len(situations)] if number % 2 else {}
            answers = {**situation, STRICTER[0]: (True, False, None)[number // 2 % 3]}
            facts = example_facts(rule, answers, day, windows)
            sheet = assess(rule, facts, windows)
            row = Violation(case=case, item_version=used, description="测量", act_on=day)
            parts.append((case, row, Assessment(
                violation=row, made_on=day, facts=facts.to_dict(), rule=rule.to_dict(), sheet=sheet.to_dict(),
                verdict=sheet.verdict, made_by=legal,
            )))  # fmt: skip
        for model, place in ((Case, 0), (Violation, 1), (Assessment, 2)):
            model.objects.bulk_create([part[place] for part in parts], batch_size=500)


def user_time(officer: Officer):
    """A moment in the past for what was published before."""
    return officer.user.date_joined


def _word(token: str, label: str, role: str) -> ConditionToken:
    defaults = {"role": role, "value_type": "bool", "label": label, "judged_by": "officer"}
    return ConditionToken.objects.get_or_create(token=token, defaults=defaults)[0]
