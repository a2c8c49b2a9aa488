"""Numbers are gapless and unique, also under threads on the real database."""

import threading

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from tests.core.papers import make_bureau
from xinglongtai.core import numbering, parameters
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import NumberSeries, Parameter

PATTERN = "{prefix}测〔{year}〕{n}号"


@pytest.fixture(autouse=True)
def series(monkeypatch):
    """The kind «test», declared for the time of the test."""
    monkeypatch.setattr(parameters, "_DEFINED", dict(parameters._DEFINED))
    numbering.declare("test", "测试文书", PATTERN)


def take(bureau, year=2026, kind="test"):
    return numbering.take(bureau=bureau, kind=kind, year=year)


@pytest.mark.django_db
def test_counts_from_one_per_series_and_year():
    here, there = make_bureau(), make_bureau("shuangtaizi", "盘双市监")
    assert [take(here).text for _ in range(3)] == [f"盘兴市监测〔2026〕{n}号" for n in (1, 2, 3)]
    assert take(here, 2027) == numbering.Number(1, "盘兴市监测〔2027〕1号", 2027, "test")
    assert take(there).text == "盘双市监测〔2026〕1号"
    assert take(here).n == 4


@pytest.mark.django_db(transaction=True)
def test_refuses_outside_a_transaction_and_gives_back_on_rollback():
    bureau = make_bureau()
    with pytest.raises(DomainError, match="同一事务"):
        take(bureau)
    with pytest.raises(RuntimeError), transaction.atomic():
        take(bureau)
        raise RuntimeError
    with transaction.atomic():
        assert take(bureau).n == 1


@pytest.mark.django_db(transaction=True)
def test_threads_take_every_number_once():
    """Eight threads start together on a series whose row does not exist yet; every fifth taking is rolled back."""
    bureau, threads, each = make_bureau(), 8, 5
    gate, kept, problems = threading.Barrier(threads), [], []

    def work():
        try:
            gate.wait()
            for turn in range(each):
                try:
                    with transaction.atomic():
                        number = take(bureau)
                        if turn == 4:
                            raise LookupError
                    kept.append(number.n)
                except LookupError:
                    continue
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert problems == []
    assert sorted(kept) == list(range(1, threads * (each - 1) + 1))
    assert NumberSeries.objects.get(bureau=bureau, kind="test", year=2026).last == len(kept)


@pytest.mark.django_db
def test_the_first_number_fixes_the_years_pattern():
    bureau = make_bureau()
    assert take(bureau).text == "盘兴市监测〔2026〕1号"
    Parameter.objects.create(bureau=bureau, key="numbering.test", value="{prefix}新〔{year}〕{n}号")
    assert take(bureau).text == "盘兴市监测〔2026〕2号"
    assert take(bureau, 2027).text == "盘兴市监新〔2027〕1号"


@pytest.mark.django_db
def test_unknown_kinds_and_bad_parameters_are_refused():
    bureau = make_bureau()
    with pytest.raises(DomainError, match="没有为"):
        take(bureau, kind="nothing")
    Parameter.objects.create(bureau=bureau, key="numbering.test", value="{prefix}第{n}号")
    with pytest.raises(DomainError, match="编号格式不能使用"):
        take(bureau)
    assert not NumberSeries.objects.exists()


@pytest.mark.django_db
def test_the_row_checks_its_pattern():
    series = NumberSeries(bureau=make_bureau(), kind="test", year=2026, pattern=PATTERN)
    series.full_clean()
    assert str(series) == "test 2026：0"
    series.pattern = "{prefix}[{year}]{n}号"
    with pytest.raises(ValidationError, match="六角括号"):
        series.full_clean()


@pytest.mark.parametrize(
    "pattern",
    [
        "{prefix}柔承[{year}]{n}号",
        "{prefix}柔承〔{year}〕第{n}号",
        "第{prefix}〔{year}〕{n}号",
        "{prefix}柔承〔{year}〕{n:03d}号",
        "{prefix}柔承〔{year}〕{n!r}号",
        "{prefix.__class__}〔{year}〕{n}号",
        "{0}〔{year}〕{n}号",
        "{bureau}〔{year}〕{n}号",
        "{prefix}{prefix}〔{year}〕{n}号",
        "{prefix}（柔）〔{year}〕{n}号",
        " {prefix}〔{year}〕{n}号",
        "{prefix〔{year}〕{n}号",
        "{{x}}〔{year}〕{n}号",
        "盘兴市监柔承1号",
        "",
    ],
)
def test_patterns_that_cannot_number_papers(pattern):
    with pytest.raises(numbering.BadPattern):
        numbering.check_pattern(pattern)


def test_declaring_a_bad_default_fails_at_start():
    with pytest.raises(numbering.BadPattern):
        numbering.declare("other", "其他", "{n}")


@given(st.text("盘兴市监柔承{}nyear", max_size=12), st.integers(2000, 2100), st.integers(1, 10**6))
def test_a_prefix_is_never_a_pattern(prefix, year, n):
    assert numbering.render_pattern(PATTERN, prefix=prefix, year=year, n=n) == f"{prefix}测〔{year}〕{n}号"
