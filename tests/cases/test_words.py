"""A case is found by what it says, at once and whoever wrote it: the database keeps the words itself."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.models.functions import Length

from cases import words_rules
from cases.models import Case, CaseWords, Party, Violation
from pledges.models import Pledge
from tests import factories as f
from xinglongtai.core.textsearch import SearchText, holding

pytestmark = pytest.mark.django_db


@pytest.fixture
def pledge():
    office = f.Office()
    who = f.party(office.bureau, office.officer, name="兴隆台区（演示）红星 超市", phone="19900000042")
    return office.issued(party_=who)


def found(words: str) -> bool:
    cases, pledges = Case.objects.matching(words), Pledge.objects.matching(words)
    assert cases.exists() == pledges.exists()
    return cases.exists()


def test_by_any_part_of_anything(pledge):
    party, number = pledge.case.party, pledge.letter.number
    said = pledge.case.violations.get().description
    for words in (
        "红星",
        "星超",
        "（演示）红星",
        "超市 兴隆",
        party.uscc[3:9].lower(),
        party.uscc[-2:],
        "0042",
        said[:2],
        said,
        number,
        number[-4:],
        "星",
        f"{number} 红星",
    ):
        assert found(words), words
    for words in ("红超", "红星 没有这家", "19900000043", "%", "\\", "演示红星超市兴"):
        assert not found(words), words
    assert found("") and found(" （） ")


def test_it_follows_every_change(pledge):
    case = pledge.case
    Party.objects.filter(pk=case.party_id).update(name_key="演示蓝天饭店", phone="")
    assert found("蓝天") and not found("红星") and not found("0042") and found(pledge.letter.number)
    Violation.objects.filter(case=case).update(description="演示的别的行为")
    assert found("别的行为")
    Violation.objects.create(case=case, description="又一处行为", act_on=f.DAY, off_list_reason="演示")
    assert found("又一处") and found("别的行为")
    Violation.objects.filter(description="又一处行为").delete()
    assert not found("又一处")
    Case.objects.filter(pk=case.pk).update(decision_number="演示不罚〔2026〕7号")
    assert found("不罚〔2026〕7号")
    other = f.party(case.bureau, case.handler, name="演示绿地商行")
    Case.objects.filter(pk=case.pk).update(party=other)
    assert found("绿地") and not found("蓝天") and found(pledge.letter.number)


def test_made_anew_they_are_the_same(pledge):
    kept = list(CaseWords.objects.values_list("pk", "numbers", "words"))
    assert kept and all(words for *_, words in kept)
    with connection.cursor() as cursor:
        cursor.execute(words_rules.again(connection.vendor, "true"))
    assert list(CaseWords.objects.values_list("pk", "numbers", "words")) == kept


def test_words_of_cases_there_were_before(pledge):
    kept = CaseWords.objects.get()
    CaseWords.objects.all().delete()
    from pledges.database_rules import fill

    with connection.cursor() as cursor:
        for statement in (words_rules.fill(connection.vendor), fill(connection.vendor)):
            cursor.execute(statement)
    again = CaseWords.objects.get()
    assert (again.pk, again.numbers, again.words) == (kept.pk, kept.numbers, kept.words)


def test_a_case_goes_with_its_words(pledge):
    draft = f.Office("b").with_violation()
    Violation.objects.filter(case=draft).delete()
    draft.delete()
    assert CaseWords.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_database_is_emptied_in_any_order():
    """As ``flush`` does on SQLite: row by row, cases before their violations."""
    f.Office().with_violation()
    call_command("flush", interactive=False, verbosity=0)
    assert not CaseWords.objects.exists()


def test_the_index_knows_the_pairs(pledge):
    """A part of two characters is one look into the index on PostgreSQL; SQLite looks through the column."""
    rows = CaseWords.objects.filter(words__holds="红星")
    plan = rows.explain() if connection.vendor == "sqlite" else _without_scans(rows)
    assert ("case_words_pairs" in plan) is (connection.vendor == "postgresql")
    assert CaseWords.objects.annotate(n=Length("words")).get().n == len(CaseWords.objects.get().words)


def _without_scans(rows) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    return rows.explain()


def test_no_words_no_filter():
    assert holding("words", "") is None and holding("words", " 、， ") is None
    assert SearchText().get_lookup("holds") is not None
