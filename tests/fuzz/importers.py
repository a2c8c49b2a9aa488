"""Damaged and hostile files for everything that reads a file: taken, or refused in Chinese, and then nothing is written."""

import random
import re
import sys
import time
from collections import Counter
from contextlib import contextmanager
from datetime import date

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from cases.models import PriorRecord
from cases.prior_rows import COLUMNS
from catalog.models import ItemVersion
from catalog.services import TextEntry, statute_texts_import
from catalog.services.import_runs import (
    import_run_confirm,
    import_run_map,
    import_run_open,
    import_run_preview,
    reading_of,
)
from catalog.statute_intake import ready_facts
from catalog.statute_text import NotReadable, parse, read_index, read_lines
from tests.factories import DAY, Office
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import Event
from xinglongtai.core.staffing.importing import import_look, import_run, refused_rows
from xinglongtai.core.staffing.kinds import KINDS
from xinglongtai.oversight.ledger import past_reading
from xinglongtai.oversight.ledger.services_past import past_run_map, past_run_open, past_run_take, past_run_try
from xinglongtai.oversight.models import PastRun

from . import hostile, sheets
from .pages import is_page

_CHINESE = re.compile("[\u4e00-\u9fff]")
CATALOG = [
    ["序号", "事项名称", "违法依据", "处罚依据", "适用条件", "备注"],
    [
        1,
        "使用“国家级”用语发布广告",
        "《中华人民共和国广告法》第九条第(三)项",
        "《广告法》第五十七条第一项",
        "及时改正",
        "无",
    ],
    [2, "广告中出现绝对化用语", "《中华人民共和国广告法》第九条", "《广告法》第五十七条", "危害后果轻微", ""],
]
PAST = [
    ["序号", "被处罚人", "证照号码", "案由", "处罚决定书文号", "违法时间", "处罚内容", "整改情况"],
    [1, "演示旧店", "", "未亮照经营", "演罚〔2025〕1号", "2025.3.5", "警告", "已整改到位"],
    [2, "演示摊主", "", "未明码标价", "演罚〔2025〕3号", 45721, "罚款500元", "部分整改"],
]
PRIOR = [
    list(COLUMNS),
    ["演示旧店", "", "", "", "R3", "未亮照经营", "2025年3月1日", "", "", "是", "", "", "", "执法办案系统"],
]
LAW = (
    "中华人民共和国演示法\n（2019年4月23日通过）\n\n第一章 总则\n第一条 为了演示，制定本法。\n"
    "第二条 不得有下列行为：\n（一）甲；\n（二）乙。\n"
)
_STAFF = {
    "certificate": ["YS999999", date(2026, 1, 1), "2028-12-31", ""],
    "training": [date(2026, 5, 20), "处罚法", "局", 8, ""],
    "exam": [date(2026, 5, 20), "资格考试", "合格", 90, "2028-05-20", ""],
    "insurance": ["演示保险", "P-1", "2026-01-01", "2026-12-31", ""],
    "loan": [date(2026, 5, 20), "甲局", "2026-06-01", ""],
}


class Trial:
    """An office and what was seen so far. Every file is read, tried and taken in a savepoint that is rolled back."""

    def __init__(self):
        self.office = Office()
        for person in (self.office.legal, self.office.sysadmin):
            person.user.is_staff = True
            person.user.save()
        self.browser = Client(raise_request_exception=False)
        self.browser.force_login(self.office.legal.user)
        self.tally, self.broken = Counter(), []
        self.ways = (self.catalog, self.past, self.staff, self.prior, self.law, self.index)

    def run(self, files: int, seed: int, minutes: float = 600) -> None:
        """Every importer in its turn."""
        dice, until = random.Random(seed), time.monotonic() + 60 * minutes
        for number in range(files):
            if time.monotonic() > until:
                break
            way = self.ways[number % len(self.ways)]
            self.tally["files"] += 1
            with _forgotten():
                self._one(way, dice)

    def _one(self, way, dice: random.Random) -> None:
        before = _written()
        state = dice.getstate()
        try:
            with transaction.atomic():
                taken = way(dice)
        except (DomainError, NotReadable, ValidationError) as refusal:
            words = "；".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
            self.tally[f"{way.__name__}: refused"] += 1
            if not _CHINESE.search(words):
                self.found(way, f"refused without Chinese words: {words[:200]!r}", state)
            if _written() != before:
                self.found(way, "refused and left something", state)
        except Exception as error:
            self.found(way, f"{type(error).__name__}: {error}", state)
        else:
            self.tally[f"{way.__name__}: {'taken' if taken else 'read'}"] += 1

    def found(self, way, what: str, state) -> None:
        """Keep one breach; the first of its kind is told at once."""
        kind = f"{way.__name__}: {what[:300]}"
        self.tally["broken"] += 1
        if kind not in self.broken:
            self.broken.append(kind)
            sys.stderr.write(f"{kind}\n")

    def catalog(self, dice) -> bool:
        name, data = sheets.spoilt(dice, CATALOG)
        actor = self.office.legal
        run = import_run_open(actor=actor, file_name=name, data=data)
        given = reading_of(run)
        fills = {"batch": "第二批", "domain": "广告", "leniency_kind": "首违不罚", "default_state": "须法制审核"}
        columns = given.columns
        if dice.random() < 0.5 and columns:
            columns = {**columns, dice.choice(list(columns)): "violation"}
        run = import_run_map(
            run=run, actor=actor, sheet=given.sheet, heading=given.heading, columns=columns, fills=fills, prefix="ZJ"
        )
        run = import_run_preview(run=run, actor=actor, on=DAY)
        run = import_run_confirm(run=run, actor=actor, on=DAY)
        return bool(run.created)

    def past(self, dice) -> bool:
        name, data = sheets.spoilt(dice, PAST)
        actor = self.office.legal
        run = past_run_open(actor=actor, file_name=name, data=data)
        given = past_reading.reading_of(run)
        run = past_run_map(
            run=run,
            actor=actor,
            sheet=given.sheet,
            heading=given.heading,
            columns=given.columns,
            kind=given.kind,
            source="",
        )
        run = past_run_try(run=run, actor=actor, on=DAY)
        return bool(past_run_take(run=run, actor=actor, on=DAY).new)

    def staff(self, dice) -> bool:
        kind = dice.choice(list(KINDS.values()))
        head = ["姓名", "单位", *(column.heading for column in kind.columns)]
        good = [self.office.officer.name, "演示一所", *_STAFF.get(kind.key, [])]
        name, data = sheets.spoilt(dice, [head, good, good])
        run = import_look(actor=self.office.sysadmin, on=DAY, kind=kind.key, file_name=name, data=data)
        run = import_run(run=run, actor=self.office.sysadmin, on=DAY)
        if run.added < len(run.outcome):
            refused_rows(run)
        return bool(run.added)

    def prior(self, dice) -> bool:
        """In the back office, through the page: preview, then import."""
        name, data = sheets.spoilt(dice, PRIOR)
        before = PriorRecord.objects.count()
        way = "admin:cases_priorrecord_"
        sent = {"import_file": SimpleUploadedFile(name.replace("\x00", ""), data), "format": dice.choice("0011x")}
        answer = self._page(self.browser.post(reverse(way + "import"), sent))
        form = answer.context and answer.context.get("confirm_form")
        if form:
            self._page(self.browser.post(reverse(way + "process_import"), form.initial))
        return PriorRecord.objects.count() > before

    def _page(self, answer):
        if answer.status_code >= 500:
            raise answer.exc_info[1] if getattr(answer, "exc_info", None) else AssertionError(answer.status_code)
        if is_page(answer) and hostile.MARK.encode() in answer.content:
            raise AssertionError("markup came back")
        return answer

    def law(self, dice) -> bool:
        lines = LAW.splitlines()
        for _ in range(dice.randint(0, 4)):
            act = dice.choice(["text", "drop", "twice", "number"])
            at = dice.randrange(len(lines))
            if act == "text":
                lines[at] += hostile.text(dice)[:60_000]
            elif act == "drop" and len(lines) > 1:
                del lines[at]
            elif act == "twice":
                lines.insert(at, lines[at])
            else:
                lines[at] = "第" + dice.choice(["零", "百", "一二三", "九" * 300, "〇", "１２", "万亿"]) + "条 演示。"
        data = "\n".join(lines).encode("utf-8", "surrogatepass")
        data = sheets.bent(dice, data) if dice.random() < 0.4 else data
        name = dice.choice(["法.md", "法.md", "法.txt", "法.docx", "法.pdf", "法"])
        clean, _ = read_lines(name, data)
        text = parse(clean)
        entry = TextEntry(ready_facts(name, text, None), text, name)
        return bool(statute_texts_import(entries=[entry], actor=self.office.legal, on=DAY))

    def index(self, dice) -> bool:
        rows = [["文件名", "名称", "通过日期"], ["法.md", "演示法", "2019-04-23"]]
        data = sheets.text(dice, sheets.spoilt_rows(dice, rows))
        read_index(sheets.bent(dice, data) if dice.random() < 0.4 and data else data)
        return False


def _written() -> tuple:
    return PriorRecord.objects.count(), ItemVersion.objects.count(), PastRun.objects.count(), Event.objects.count()


@contextmanager
def _forgotten():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    connection.run_on_commit.clear()


def run(*, files: int, seed: int, minutes: float = 600) -> tuple[Counter, list[str]]:
    """The whole trial, on data that is rolled back."""
    with _forgotten():
        trial = Trial()
        trial.run(files, seed, minutes)
    return trial.tally, trial.broken
