"""``manage.py deadline``: single answers, and hundreds on standard input."""

import io
import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from xinglongtai.core import calendar, workdays

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def loaded(db):
    call_command("load_calendar", "--years", "2026", stdout=StringIO())


def run(*args):
    out = StringIO()
    call_command("deadline", *args, stdout=out)
    return out.getvalue()


def test_words():
    lines = run("--start", "2026-09-25", "--length", "15", "--unit", "working").splitlines()
    assert lines[0] == "2026-10-22" and "15个工作日" in lines[1] and "不计入：2026-10-01 国庆节放假" in lines
    assert "注意：2027年放假安排未录入" in run("--start", "2026-12-30", "--length", "5")


def test_json_is_what_screens_compute():
    got = json.loads(run("--start", "2026-11-20", "--length", "1", "--unit", "calendar", "--json", "--keep-weekends"))
    assert got["due_on"] == "2026-11-21"
    same = workdays.deadline(date(2026, 11, 20), 1, "calendar", calendar.load(), move_weekends=False).to_dict()
    assert got == same


@pytest.mark.parametrize(
    "args",
    [["--start", "2026-13-01", "--length", "1"], ["--start", "2026-01-01", "--length", "0"], ["--length", "5"], []],
)
def test_bad_arguments_are_explained(args):
    with pytest.raises(CommandError):
        run(*args)


def feed(monkeypatch, text):
    data = text if isinstance(text, bytes) else text.encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="ascii"))
    out, code = StringIO(), 0
    try:
        call_command("deadline", "--stdin", stdout=out)
    except SystemExit as stop:
        code = stop.code
    return [json.loads(line) for line in out.getvalue().splitlines()], code


def test_many(monkeypatch, django_assert_num_queries):
    request = {"start": "2026-09-25", "length": 15}
    with django_assert_num_queries(1):
        results, code = feed(monkeypatch, (json.dumps(request) + "\n\n") * 300)
    assert code == 0 and len(results) == 300 and {r["due_on"] for r in results} == {"2026-10-22"}


def test_bad_lines_are_answered_and_the_run_goes_on(monkeypatch):
    bad = [
        "nonsense", "[]", '{"start": 5, "length": 1}', '{"length": 1}', '{"start": "2026-01-01"}',
        '{"start": "2026-01-01", "length": 1, "unit": "hours"}', '{"start": "2026-01-01", "length": 1, "x": 1}',
        '{"start": "2026-01-01", "length": true}', '{"start": "2026-01-01", "length": 1, "move_weekends": 1}',
        '{"start": "9999-12-31", "length": 1}', '{"start": "2026-01-01", "length": 1, "unit": ["working"]}',
    ]  # fmt: skip
    results, code = feed(monkeypatch, "\n".join([*bad, '{"start": "2026-11-20", "length": 1, "unit": "calendar"}']))
    assert code == 1 and [r["line"] for r in results[:-1]] == list(range(1, len(bad) + 1))
    assert all(r["error"] for r in results[:-1]) and results[-1]["due_on"] == "2026-11-23"


def test_bytes_that_are_no_text_and_endless_nesting_spoil_their_own_line_only(monkeypatch):
    good = b'{"start": "2026-09-25", "length": 15}'
    results, code = feed(monkeypatch, b"\n".join([b"\xff\xfe", b"[" * 100_000, good]))
    assert code == 1 and [r.get("error") for r in results] == ["不是有效的 JSON。"] * 2 + [None]
    assert results[2]["due_on"] == "2026-10-22"


def test_bench_letters_reports():
    out = StringIO()
    call_command("bench_letters", "--count", "2", stdout=out)
    assert "中位" in out.getvalue() and "KB" in out.getvalue()
