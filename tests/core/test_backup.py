"""A backup is whole or none, opens only with its key, and tells what was changed. On the database of the run, with its real tools."""

import json
import os
import signal
import subprocess
import tarfile
from datetime import timedelta
from io import BytesIO, StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from tests import backup_stage
from tests.backup_stage import NOW
from xinglongtai.core import keys
from xinglongtai.core.continuity import checks, engines, gaps, journal, keyring, making, restoring, store, watching
from xinglongtai.core.continuity.making import backup_make
from xinglongtai.core.continuity.retention import backup_prune
from xinglongtai.core.continuity.verifying import backup_verify
from xinglongtai.core.diagnosis import Level
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import Bureau, Event, IssuedDocument, Notice
from xinglongtai.core.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def place(tmp_path, settings):
    settings.KEYS_DIR = backup_stage.with_data_key(tmp_path / "keys")
    settings.BACKUP_DIR, settings.VAR_DIR = tmp_path / "backups", tmp_path / "var"
    settings.VAR_DIR.mkdir()
    return settings.BACKUP_DIR


def verify(one, identities=None, **values):
    return backup_verify(one, now=NOW, identities=identities, **values)


def change(path, at=-1):
    """One byte of a file is another."""
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def test_it_holds_what_stands_and_a_second_one_only_what_is_new(place):
    private, world = backup_stage.key(), backup_stage.World()
    world.paper(b"first paper")
    first = backup_make(now=NOW)
    assert first.fresh_files >= 1 and not first.faults
    told = json.loads((first.made.path / "manifest.json").read_text())
    assert "first paper" not in json.dumps(told) and told["engine"] == connection.vendor
    assert verify(first.made).good and verify(first.made, private).good
    world.paper(b"second paper")
    second = backup_make(now=NOW + timedelta(hours=1))
    assert second.fresh_files == 1 and second.made.told["pieces"]["count"] == first.made.told["pieces"]["count"] + 1
    inside = restoring.read_manifest(second.made, private)
    assert inside["counts"]["core_issueddocument"] == 2 and inside["counters"] == [[world.bureau.pk, "pledge", 2026, 2]]
    assert inside["missing"] == [] and inside["keys_marks"]["backup"] == [["k1", keys.current("backup").mark]]
    assert store.find(place).id == second.made.id and second.made.verified == {}
    assert first.made.verified["opened"] and first.made.verified["good"]


def test_without_a_public_key_nothing_is_made(place, refused):
    with refused(DomainError, "backup_key make"):
        backup_make(now=NOW)
    assert not place.exists()


def test_every_change_is_found_and_the_wrong_key_refused(place, refused):
    private, world = backup_stage.key(), backup_stage.World()
    world.paper(b"a paper")
    one = backup_make(now=NOW).made
    with refused(DomainError, "打不开"):
        verify(one, keyring.read_private(keyring.make()[0]))
    piece = one.piece(next(one.pieces())[0])
    for path in (*one.path.glob("*.age"), piece, one.path / "pieces.txt.gz"):
        whole = path.read_bytes()
        change(path)
        assert not verify(one).good and not verify(one, private).good, path.name
        path.write_bytes(whole)
    assert verify(one).good
    piece.rename(piece.with_suffix(".gone"))
    assert "缺少" in verify(one, sizes_only=True).words and not verify(one, private).good
    piece.with_suffix(".gone").rename(piece)
    manifest = one.path / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"missing": 0', '"missing": 1'))
    forged = store.find(place)
    assert "签名不对" in verify(forged).words
    with refused(DomainError, "改动过"):
        forged.require_signer("")


def test_one_of_another_server_is_told_by_its_mark(place, settings, tmp_path, refused):
    backup_stage.key()
    one, mark = backup_make(now=NOW).made, keyring.signer_mark(keyring.signer())
    one.require_signer(mark.lower())
    settings.KEYS_DIR = tmp_path / "others"
    keyring.signer()
    assert "不是本机做的备份" in verify(one).notes[0]
    with refused(DomainError, "与密钥单上的不同"):
        one.require_signer("0000-0000-0000-0000")


def test_killed_half_way_it_leaves_no_backup_and_the_next_one_is_made(place):
    private, world = backup_stage.key(), backup_stage.World()
    world.paper(b"a paper")
    connection.close()
    child = os.fork()
    if child == 0:
        try:
            backup_make(now=NOW, say=lambda words: os.kill(os.getpid(), signal.SIGKILL) if "文件" in words else None)
        finally:
            os._exit(1)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert store.sets(place) == [] and [path.name[0] for path in (place / "sets").iterdir()] == ["."]
    done = backup_make(now=NOW)
    assert verify(done.made, private).good
    assert [path.name for path in (place / "sets").iterdir()] == [done.made.id]
    assert list((place.parent / "var").rglob("*.work*")) == []


def test_a_second_one_at_the_same_time_is_refused(place, refused):
    backup_stage.key()
    with store.alone(place), refused(DomainError, "正在进行"):
        backup_make(now=NOW)


def test_a_paper_whose_file_is_gone_is_told(place):
    backup_stage.key()
    world = backup_stage.World()
    row = world.paper(b"lost paper")
    row.pdf.storage.delete(row.pdf.name)
    done = backup_make(now=NOW)
    assert len(done.faults) == 1 and row.pdf.name in done.faults[0] and done.made.told["missing"] == 1
    assert [line.level for line in checks.backups_stand() if "不在" in line.words] == [Level.FAULT]
    # A row that changed its mind while files were read is no fault.
    columns = making.scope.columns()
    number = next(n for n, column in enumerate(columns) if column.model is IssuedDocument)
    assert columns[number].still_names(row.pk, row.pdf.name) and not columns[number].still_names(row.pk, "other.pdf")


def test_a_damaged_piece_is_made_again_when_all_is_read_again(place):
    private, world = backup_stage.key(), backup_stage.World()
    world.paper(b"a paper")
    one = backup_make(now=NOW).made
    change(one.piece(next(one.pieces())[0]))
    assert not verify(one).good and backup_make(now=NOW + timedelta(hours=1)).fresh_files == 0
    assert backup_make(now=NOW + timedelta(hours=2), whole=True).fresh_files == 1
    assert verify(store.find(place), private).good


def test_a_new_key_opens_all_of_the_next_backup_and_nothing_before(place, refused):
    world = backup_stage.World()
    world.paper(b"a paper")
    backup_stage.key()
    old = backup_make(now=NOW).made
    late = backup_stage.key("分管局长")
    new = backup_make(now=NOW + timedelta(hours=1)).made
    assert verify(new, late).good
    with refused(DomainError, "打不开"):
        verify(old, late)


def test_pruning_keeps_the_newest_and_the_last_good_one(place, settings):
    backup_stage.key()
    settings.BACKUP_KEEP = (2, 0, 0)
    world = backup_stage.World()
    row = world.paper(b"kept a short time")
    made = [backup_make(now=NOW + timedelta(days=n)).made for n in range(2)]
    row.pdf.storage.delete(row.pdf.name)
    IssuedDocument._base_manager.all().delete()
    world.paper(b"kept")
    made += [backup_make(now=NOW + timedelta(days=n)).made for n in range(2, 5)]
    assert backup_prune(dry_run=True).dropped == [one.id for one in made[:3]] and len(store.sets(place)) == 5
    for damaged in made[3:]:
        change(damaged.path / "database.age")
        verify(damaged)
    done = backup_prune()
    assert done.dropped == [one.id for one in made[:2]] and done.pieces >= 1
    left = store.sets(place)
    assert [one.id for one in left] == [one.id for one in made[2:]] and verify(left[0]).good


def test_a_full_or_missing_place_is_said(place, settings, refused):
    backup_stage.key()
    settings.BACKUP_DIR = place.parent / "file"
    settings.BACKUP_DIR.write_text("no folder")
    with refused(DomainError, "不能写入"):
        backup_make(now=NOW)


def test_a_place_that_is_not_empty_is_replaced_only_when_told_twice(place, refused):
    private, world = backup_stage.key(), backup_stage.World()
    world.paper(b"a paper")
    one = backup_make(now=NOW).made
    for words in ("", "another"):
        with refused(restoring.PlaceTaken, "不是空的"):
            restoring.put_back(one, identities=private, now=NOW, replace=words)
    # Told twice, but damaged: everything stays as it is, because files are opened before anything is touched.
    change(one.piece(next(one.pieces())[0]))
    with refused(DomainError):
        restoring.put_back(one, identities=private, now=NOW, replace=restoring.target_name())
    assert Bureau.objects.count() == 1 and not list(place.parent.glob("var/*restoring*"))


def test_the_other_kind_of_database_and_a_newer_program_are_refused(place, refused):
    with refused(DomainError, "再恢复"):
        restoring._require_fit({"engine": other_kind(), "migrations": []})
    with refused(DomainError, "更新的程序"):
        restoring._require_fit({"engine": connection.vendor, "migrations": ["core.9999_later"], "code": "9.0"})


def other_kind() -> str:
    return "postgresql" if connection.vendor == "sqlite" else "sqlite"


def test_a_missing_client_is_named(settings, tmp_path, refused):
    settings.PG_BIN_DIR = str(tmp_path)
    with refused(DomainError, "apt-get install postgresql-client"):
        engines.client("pg_dump")


def test_the_administrator_hears_of_it_once_a_day(place):
    from tests import factories

    bureau = factories.bureau()
    admin = factories.officer(bureau.unit, Role.SYSADMIN)
    factories.officer(bureau.unit, Role.OFFICER)
    assert [words for _, words in watching.age_faults(NOW)] == ["还没有备份公钥，备份不能进行"]
    backup_stage.key()
    backup_make(now=NOW)
    assert watching.backup_watch(now=NOW + timedelta(hours=25)).told == 0
    late = NOW + timedelta(hours=27)
    assert watching.backup_watch(now=late).told == 1 and watching.backup_watch(now=late).told == 0
    notice = Notice.objects.get()
    assert (notice.officer, notice.topic) == (admin, "backup") and "已过 27 小时" in notice.text
    assert watching.backup_watch(now=late + timedelta(days=1)).told == 1


def test_the_private_key_is_shown_once_and_kept_nowhere(place, tmp_path):
    said = StringIO()
    call_command("backup_key", "make", name="档案室", stdout=said)
    private = next(word for word in said.getvalue().split() if word.startswith("AGE-SECRET-KEY-"))
    sheet = tmp_path / "sheet.pdf"
    call_command("backup_key", "make", name="局长", sheet=sheet, stdout=StringIO())
    read = subprocess.run(["pdftotext", sheet, "-"], capture_output=True, check=True, text=True).stdout
    assert "AGE-SECR" in read and sheet.stat().st_mode & 0o77 == 0
    assert not any(b"SECRET" in path.read_bytes() for path in (tmp_path / "keys").iterdir())
    call_command("backup_make", stdout=StringIO(), verbosity=0)
    (tmp_path / "key.txt").write_text(f"# 档案室\n{private}\n")
    call_command("backup_key", "check", key=str(tmp_path / "key.txt"), stdout=said)
    assert "能打开" in said.getvalue()
    with pytest.raises(CommandError, match="谁|保管"):
        call_command("backup_key", "make")


def test_examination_tells_age_check_and_disk(place):
    backup_stage.key()
    assert [line.level for line in checks.backups_stand()][0] is Level.FAULT
    backup_make(now=timezone.localtime())
    lines = list(checks.backups_stand())
    assert lines[0].level is Level.GOOD and "最近一次备份" in lines[0].words
    assert any("用私钥打开" in line.words for line in lines) and any("同一块磁盘" in line.words for line in lines)
    assert journal.path() is None or not gaps.behind()
    assert Event.objects.count() == 0


def test_a_file_that_would_leave_its_folder_is_refused(tmp_path):
    sent = BytesIO()
    with tarfile.open(fileobj=sent, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("../outside"), BytesIO())
    sent.seek(0)
    with tarfile.open(fileobj=sent) as archive, pytest.raises(restoring.Damaged, match="不该有的文件"):
        restoring._PutBack._unpack(archive, tmp_path / "own")
    assert not (tmp_path / "outside").exists()
