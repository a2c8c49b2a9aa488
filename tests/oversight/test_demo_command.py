"""``seed_demo`` and ``demo_logins`` where there is no demo, and the travelling clock."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from xinglongtai.core.models import Bureau
from xinglongtai.oversight.demo import seeding
from xinglongtai.oversight.demo.travel import travelling


def run(command: str, *args) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out)
    return out.getvalue()


def test_only_into_an_empty_demo(db, settings, office):
    settings.DEMO_MODE = False
    with pytest.raises(CommandError, match="DEMO_MODE"):
        run("seed_demo")
    with pytest.raises(CommandError, match="DEMO_MODE"):
        run("demo_logins")
    with pytest.raises(CommandError, match="只能装入空库"):
        run("seed_demo", "--force")
    settings.DEMO_MODE = True
    assert "未装入" in run("seed_demo", "--if-empty")
    with pytest.raises(CommandError, match="没有演示账号"):
        run("demo_logins")
    assert Bureau.objects.count() == 1


def test_the_command_tells_what_it_did(db, settings, monkeypatch):
    settings.DEMO_MODE = True
    days = []
    monkeypatch.setattr(seeding, "seed", days.append)
    assert "案件 0 件" in run("seed_demo", "--date", "2026-11-22")
    run("seed_demo")
    assert days == [date(2026, 11, 22), timezone.localdate()]


def test_the_clock_travels_and_comes_back():
    before = timezone.now()
    with travelling() as clock:
        clock.go_to(date(2026, 3, 2))
        assert timezone.localdate() == clock.today == date(2026, 3, 2)
        first = timezone.now()
        clock.tick(5)
        clock.go_to(date(2026, 3, 2))
        assert timezone.now() - first == timedelta(minutes=5)
        clock.tick(60 * 20)
        assert timezone.localdate() == date(2026, 3, 2)
        clock.go_to(timezone.localdate(before))
        clock.tick(60)
        assert timezone.now() <= before + timedelta(minutes=5)
    assert timezone.now() >= before
