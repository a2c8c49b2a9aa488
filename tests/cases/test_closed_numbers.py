"""Numbers in the database: never plain there, found by their mark, and closed again by another key while the system runs."""

import os
import time
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as installed
from django.core.exceptions import FieldError
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.models import Q

from cases import pictures, services
from cases.history import bearing, imported_priors
from cases.models import Party, PriorRecord
from cases.status import PartyKind
from tests import evidence_stage as made
from tests import factories as make
from xinglongtai.core import keys
from xinglongtai.core.errors import DomainError
from xinglongtai.core.keys import KeyMissing
from xinglongtai.core.models import KeyRecord
from xinglongtai.core.privacy.masking import mask_id
from xinglongtai.core.vault import checks, files, marks, ring, rows, turning
from xinglongtai.core.vault.text import MISSING, Unopenable
from xinglongtai.oversight.demo.identities import id_number_of

pytestmark = pytest.mark.django_db
NUMBER, OTHER = id_number_of(41), id_number_of(42)


@pytest.fixture
def folder(settings, tmp_path):
    """A folder with the data key of the run, to be changed or lost; files of the test's own, which alone are closed again."""
    settings.STORAGES = {
        alias: {**values, "OPTIONS": {**values["OPTIONS"], "location": tmp_path / alias}}
        if "OPTIONS" in values
        else values
        for alias, values in settings.STORAGES.items()
    }
    settings.UPLOADS_ROOT = tmp_path / "uploads"
    settings.KEYS_DIR = tmp_path / "keys"
    settings.KEYS_DIR.mkdir(mode=0o700)
    keys.path_of("data").write_bytes((Path(installed.VAR_DIR) / "keys" / "data.keys").read_bytes())
    return settings.KEYS_DIR


@pytest.fixture
def party(office):
    return make.party(office.bureau, office.officer, kind=PartyKind.PERSON, name="张演示", id_number=NUMBER)


def record(office, number=NUMBER, **values):
    row = PriorRecord(
        **{
            "party_name": "张演示",
            "id_number": number,
            "violation": "没挂执照",
            "act_on": "2026-01-05",
            "source": "台账",
        }
        | values
    )
    return services.prior_take(new=[row], changed=[], actor=office.legal, file_name="台账.xlsx")[0]


def lying(row) -> str:
    """The row's columns as the database has them."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id_number, id_mark FROM {row._meta.db_table} WHERE id = %s", [row.pk])
        return "|".join(cursor.fetchone())


class TestColumns:
    def test_the_row_says_nothing_and_python_everything(self, party):
        assert NUMBER not in lying(party) and lying(party).startswith("v1:k")
        assert Party.objects.get(pk=party.pk).id_number == NUMBER
        assert Party.objects.filter(pk=party.pk).values_list("id_number", flat=True)[0] == NUMBER

    def test_rows_made_in_bulk_and_changed_ones_too(self, office):
        row = PriorRecord(bureau=office.bureau, party_name="甲", id_number=NUMBER, violation="x", act_on="2026-01-05")
        PriorRecord.objects.bulk_create([row])
        assert NUMBER not in lying(row)
        row.id_number = OTHER
        row.save(update_fields=["id_number", "id_mark"])
        assert PriorRecord.objects.filter(bearing("id_number", [row])).get() == row and OTHER not in lying(row)

    def test_only_blankness_can_be_asked_of_the_column(self, office, party):
        assert party in Party.objects.exclude(id_number="") and party not in Party.objects.filter(Q(id_number=""))
        with pytest.raises(FieldError):
            Party.objects.filter(id_number=NUMBER)
        with pytest.raises(FieldError):
            Party.objects.filter(id_number__startswith="2111")


class TestFinding:
    def test_by_the_number_however_the_bureau_typed_it(self, office, party):
        same, _ = record(office), record(office, OTHER, violation="别的")
        assert list(PriorRecord.objects.filter(bearing("id_number", [party]))) == [same]
        assert list(Party.objects.filter(id_mark__in=marks.of([NUMBER.lower()], "id_number"))) == [party]

    def test_a_first_offence_is_looked_for_in_the_own_bureau_only(self, office, party):
        elsewhere = make.Office("other")
        theirs = make.party(elsewhere.bureau, elsewhere.officer, kind=PartyKind.PERSON, name="张演示", id_number=NUMBER)
        assert theirs.id_mark == party.id_mark, "the same number, the same mark"
        record(elsewhere)
        violation = office.with_violation(party_=party).violations.get()
        assert imported_priors(violation, make.DAY - timedelta(days=730)) == []
        record(office)
        (found,) = imported_priors(violation, make.DAY - timedelta(days=730))
        assert found.match == "operator_id"


class TestScans:
    def scan(self, office, kind):
        upload = made.file(made.picture(size=(61, 41)), "x.jpg")
        return services.evidence_add(case=office.with_violation(), actor=office.officer, upload=upload, kind=kind)

    def test_papers_lie_closed_and_the_place_open(self, office):
        scan, photo = self.scan(office, "identity_scan"), self.scan(office, "photo")
        assert (scan.file.storage.is_closed(scan.file.name), photo.file.storage.is_closed(photo.file.name)) == (
            True,
            False,
        )
        assert not Path(scan.file.path).read_bytes().startswith(b"\xff\xd8") and scan.file.read(2) == b"\xff\xd8"

    def test_the_web_server_is_given_only_what_lies_open(self, office, client, settings):
        settings.X_ACCEL_PREFIX = "/_evidence/"
        client.force_login(office.officer.user)
        photo = client.get(f"/evidence/{self.scan(office, 'photo').pk}/")
        assert photo["X-Accel-Redirect"].startswith("/_evidence/")
        paper = self.scan(office, "document")
        answer = client.get(f"/evidence/{paper.pk}/", headers={"Range": "bytes=2-5"})
        assert "X-Accel-Redirect" not in answer and answer.status_code == 206
        assert b"".join(answer.streaming_content) == made.picture(size=(61, 41))[2:6]

    def test_a_copy_that_no_key_opens_is_made_again(self, folder, office):
        photo, copies = self.scan(office, "photo"), storages["copies"]
        pictures.thumbnail(photo)
        (name,) = files.names_in(copies)
        keys.path_of("data").rename(folder / "gone")
        assert pictures.thumbnail(photo), "without a key it is shown and not kept"
        (folder / "gone").rename(keys.path_of("data"))
        assert pictures.thumbnail(photo) == copies.open(name).read()


class TestTurning:
    def test_rows_and_files_go_over_and_the_old_key_aside(self, folder, office, party):
        prior, name = record(office), storages["documents"].save("t/turn.pdf", ContentFile(b"%PDF turned"))
        told = StringIO()
        call_command("rotate_keys", stdout=told)
        assert "新密钥 k2" in told.getvalue() and "k1 已没有内容使用" in told.getvalue()
        assert all("k1:" not in lying(row) and "|k2:" in lying(row) for row in (party, prior))
        assert Party.objects.get(pk=party.pk).id_number == NUMBER
        assert storages["documents"].key_of(name) == "k2" and storages["documents"].open(name).read() == b"%PDF turned"
        assert Party.objects.filter(id_mark__in=marks.of([NUMBER], "id_number")).get() == party
        with pytest.raises(CommandError, match="请稍后再移出"):
            call_command("rotate_keys", "--retire", "k1", stdout=told)
        turning.retire("k1", now=datetime.now(UTC) + timedelta(hours=1))
        assert [key.id for key in keys.all_keys("data")] == ["k2"] and not ring.standing()
        assert keys.retired_path_of("data").exists()
        storages["documents"].delete(name)

    def test_broken_off_it_is_found_by_both_and_goes_on(self, folder, office, party, refused):
        prior = record(office)
        turning.begin()
        columns = rows.columns_of(Party)
        rows.reclose(columns, Party.objects.filter(pk=party.pk))  # killed here: records and files still rest on k1
        assert "v1:k2:" in lying(party) and "v1:k1:" in lying(prior)
        assert PriorRecord.objects.filter(bearing("id_number", [Party.objects.get(pk=party.pk)])).get() == prior
        with refused(DomainError, "还有内容由 k1 加密：历史记录 1"):
            turning.retire("k1", now=datetime.now(UTC) + timedelta(hours=1))
        told = StringIO()
        call_command("rotate_keys", stdout=told)
        assert "接着上次更换，正在使用 k2" in told.getvalue() and "v1:k2:" in lying(prior)
        assert [key.id for key in keys.all_keys("data")] == ["k1", "k2"]

    def test_what_cannot_be_opened_stays_and_is_counted(self, folder, party):
        closed = lying(party).partition("|")[0]
        spoilt = closed[:-6] + ("AAAAA=" if closed.endswith("=") else "AAAAAA")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cases_party SET id_number = %s WHERE id = %s", [spoilt, party.pk])
        with pytest.raises(CommandError, match="1 处内容打不开"):
            call_command("rotate_keys", stdout=StringIO())
        assert lying(party).startswith(spoilt)


class TestKeys:
    def test_without_the_folder_all_is_read_but_numbers_and_none_written(self, folder, office, party, refused):
        keys.path_of("data").unlink()
        shown = Party.objects.get(pk=party.pk)
        assert isinstance(shown.id_number, Unopenable) and str(shown.id_number) == MISSING
        before = lying(party)
        services.party_update(party=shown, actor=office.officer, data={"phone": "13900000000"})
        assert lying(party) == before, "what cannot be read is written back as it is"
        assert mask_id(Party.objects.get(pk=party.pk).id_number) == MISSING
        with refused(KeyMissing, "从密钥备份恢复密钥文件夹"):
            make.party(office.bureau, office.officer, kind=PartyKind.PERSON, id_number=OTHER)
        assert not keys.path_of("data").exists(), "no new key is made over the rows of another"
        assert "找不到本系统的数据密钥" in next(checks.keys_stand()).words
        assert [warning.id for warning in checks.keys_belong()] == ["vault.W001"]

    def test_another_folder_is_refused(self, folder, office, party, refused):
        keys.path_of("data").unlink()
        keys.current("data")
        with refused(KeyMissing, "不是这个数据库用过的密钥"):
            make.party(office.bureau, office.officer, kind=PartyKind.PERSON, id_number=OTHER)
        with pytest.raises(CommandError, match="不是这个数据库用过的密钥"):
            call_command("rotate_keys", stdout=StringIO())

    def test_an_older_folder_is_refused(self, folder, office, party, refused):
        before = keys.path_of("data").read_bytes()
        turning.begin()
        keys.path_of("data").write_bytes(before)
        with refused(KeyMissing, "缺少密钥 k2"):
            make.party(office.bureau, office.officer, kind=PartyKind.PERSON, id_number=OTHER)

    def test_the_database_knows_marks_and_no_keys(self, folder, party):
        (known,) = KeyRecord.objects.filter(purpose="data").values_list("mark", flat=True)
        assert known == keys.current("data").mark


def test_files_of_before_are_closed_where_they_lie(folder, office):
    storage = storages["imports"]
    path = Path(storage.path("t/before.xlsx"))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"PK of before")
    os.utime(path, (time.time() - 3600,) * 2)
    assert storage.open("t/before.xlsx").read() == b"PK of before"
    call_command("encrypt_files", stdout=StringIO())
    assert storage.is_closed("t/before.xlsx") and b"before" not in path.read_bytes()
    assert storage.open("t/before.xlsx").read() == b"PK of before" and storage.size("t/before.xlsx") == 12
    storage.delete("t/before.xlsx")
