"""No printed number is given twice, whatever happens to the database; each that was lost is explained."""

import pytest
from django.db import transaction

from tests import backup_stage, factories
from tests.backup_stage import KIND, NOW
from xinglongtai.core import audit, numbering
from xinglongtai.core.continuity import gaps, journal, watching
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import Event, LostNumber, NumberSeries, Restoration

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(tmp_path, settings):
    settings.VAR_DIR, settings.BACKUP_DIR, settings.KEYS_DIR = tmp_path, tmp_path / "backups", tmp_path / "keys"
    made = backup_stage.with_history()
    yield backup_stage.World()
    if made:
        backup_stage.without_history()
    journal._KNOWN.clear()


def set_back(last: int) -> None:
    """The database as it was when ``last`` was the last number."""
    NumberSeries.objects.update(last=last)


def test_a_number_is_written_down_after_its_commit_and_not_before(world):
    with pytest.raises(RuntimeError), transaction.atomic():
        numbering.take(bureau=world.bureau, kind=KIND, year=2026)
        raise RuntimeError
    assert not journal.path().exists()
    texts = [world.number().text for _ in range(3)]
    assert [given.text for given in journal.read(journal.path())] == texts
    assert journal.highest(world.bureau.pk, KIND, 2026) == 3 and journal.highest(world.bureau.pk, KIND, 2025) == 0


def test_a_database_put_back_gives_no_number_twice(world):
    for _ in range(3):
        world.number()
    set_back(1)
    assert [(series.last, known) for series, known in gaps.behind()] == [(1, 3)]
    assert world.number().n == 4
    lost = LostNumber.objects.order_by("n")
    assert [(row.n, row.text) for row in lost] == [(2, "盘兴市监柔承〔2026〕2号"), (3, "盘兴市监柔承〔2026〕3号")]
    assert all(row.given_at for row in lost) and "自动越过" in lost[0].cause
    assert audit.describe(Event.objects.get(verb="numbers_lost")).startswith(
        "登记编号空缺 盘兴市监柔承〔2026〕2号 至 盘兴市监柔承〔2026〕3号，共2个"
    )
    assert world.number().n == 5 and gaps.behind() == []


def test_what_rolls_back_takes_its_gap_with_it(world):
    world.number(), world.number()
    set_back(1)
    with pytest.raises(RuntimeError), transaction.atomic():
        numbering.take(bureau=world.bureau, kind=KIND, year=2026)
        raise RuntimeError
    assert not LostNumber.objects.exists() and world.number().n == 3


def test_far_behind_nothing_is_given_until_somebody_says_so(world, refused):
    world.number()
    known = next(journal.read(journal.path()))
    journal.add([journal.Given(known.at, *known.series, 80, known.pattern, "盘兴市监柔承〔2026〕80号")])
    with refused(DomainError, "暂不能签发"):
        world.number()
    lost = gaps.settle(lists=[journal.read(journal.path())], cause="恢复了备份", who="王工")
    assert len(lost) == 79 and world.number().n == 81


def test_settling_moves_every_series_and_makes_the_one_of_a_year_that_began(world):
    for year in (2026, 2026, 2027):
        world.number(year)
    set_back(1)
    NumberSeries.objects.filter(year=2027).delete()
    restoration = Restoration.objects.create(
        backup="b", backup_made_at=NOW, restored_at=NOW, who="王工", reason="磁盘损坏", code="1"
    )
    lists = [journal.read(journal.path()), journal.read(journal.path())]
    lost = gaps.settle(lists=lists, cause="恢复了备份：磁盘损坏", who="王工", restoration=restoration)
    assert [(row.year, row.n) for row in lost] == [(2026, 2), (2027, 1)] and restoration.numbers.count() == 2
    assert (world.number(2026).n, world.number(2027).n) == (3, 2)
    assert gaps.settle(lists=[journal.read(journal.path())], cause="再一次", who="") == []


def test_a_number_on_paper_stands_in_for_a_lost_journal(world, refused):
    world.number()
    seen = gaps.seen_on_paper("盘兴市监柔承〔2026〕4号")
    assert (seen.series, seen.n) == ((world.bureau.pk, KIND, 2026), 4)
    for wrong in ("盘兴市监柔承〔2025〕4号", "盘兴市监柔承〔2026〕四号", "柔承〔2026〕4号", ""):
        with refused(DomainError, "照文书上的样子"):
            gaps.seen_on_paper(wrong)
    gaps.settle(lists=[[seen]], cause="恢复了备份", who="王工")
    assert world.number().n == 5
    assert [(gap.first, gap.last, gap.count) for gap in gaps.shown(world.bureau)] == [
        ("盘兴市监柔承〔2026〕2号", "盘兴市监柔承〔2026〕4号", 3)
    ]


def test_a_journal_of_another_installation_is_refused(world, refused):
    world.number()
    known = next(journal.read(journal.path()))
    other = journal.Given(known.at, 999_999, KIND, 2026, 5, known.pattern, known.text)
    with refused(DomainError, "没有的机关"):
        gaps.settle(lists=[[other]], cause="x", who="")
    far = journal.Given(known.at, *known.series, 10**8, known.pattern, known.text)
    with refused(DomainError, "相差过大"):
        gaps.settle(lists=[[far]], cause="x", who="")


def test_the_watch_catches_up_and_copies(world, settings, tmp_path):
    settings.NUMBERS_COPY_DIR = str(tmp_path / "second")
    world.number(), world.number()
    journal.path().unlink()  # as on the day the journal came with an upgrade
    assert watching.backup_watch(now=NOW).caught_up == 1 and watching.backup_watch(now=NOW).caught_up == 0
    assert [given.n for given in journal.read(journal.path())] == [2]
    for place in watching.second_places():
        assert (place / journal.path().name).read_bytes() == journal.path().read_bytes()
        assert watching.not_copied(place, NOW) == ""
    whole = journal.path().read_bytes()
    journal.path().write_bytes(b"")  # a journal that was lost takes no copy with it
    watching.copy_journals(tmp_path / "second")
    assert (tmp_path / "second" / journal.path().name).read_bytes() == whole


def test_a_disk_that_is_full_takes_no_number_back(world, settings, tmp_path):
    settings.VAR_DIR = tmp_path / "file"
    settings.VAR_DIR.write_text("no folder can be made here")
    assert world.number().n == 1
    assert NumberSeries.objects.get().last == 1


def test_the_ledger_explains_gaps(client, settings, tmp_path):
    office = factories.Office()
    client.force_login(office.leader.user)
    assert "编号空缺" not in client.get("/oversight/ledger/").text
    LostNumber.objects.create(
        bureau=office.bureau,
        kind=KIND,
        year=2026,
        n=7,
        text="演柔承〔2026〕7号",
        cause="恢复了备份：磁盘损坏",
        who="王工",
    )
    page = client.get("/oversight/ledger/").text
    assert "编号空缺" in page and "演柔承〔2026〕7号" in page and "恢复了备份：磁盘损坏（王工）" in page
