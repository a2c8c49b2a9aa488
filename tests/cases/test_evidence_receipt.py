"""What is kept of a file at its receipt, and what the database keeps of it for good."""

import hashlib
import io
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import DatabaseError, connection, transaction
from PIL import Image

from cases import pictures, services
from cases.database_rules import _RECEIVED, NEVER_DELETED, RULES
from cases.models import Evidence
from tests import evidence_stage as made
from tests import factories as make
from xinglongtai.core import documents
from xinglongtai.core.errors import DomainError
from xinglongtai.core.models import Parameter

pytestmark = pytest.mark.django_db


def keep(office, case, content, name="现场.jpg", **values):
    return services.evidence_add(case=case, actor=office.officer, upload=made.file(content, name), **values)


class TestReceipt:
    def test_every_byte_and_what_the_file_says(self, office):
        content = made.heic(turned=True)
        row = keep(office, office.draft(), content, "../../IMG_0001.HEIC")
        with row.file.open("rb") as handle:
            assert handle.read() == content
        assert row.sha256 == hashlib.sha256(content).hexdigest()
        assert row.original_name == "IMG_0001.HEIC"
        assert row.file.name.endswith(".heic") and "IMG" not in row.file.name
        assert row.taken_at == datetime(2026, 11, 22, 6, 5, 9, tzinfo=UTC)
        assert (str(row.latitude), str(row.longitude)) == ("41.120094", "122.067083")
        assert (row.device, row.width, row.height, row.seconds) == ("Yanshi Phone 1", 40, 60, None)

    def test_a_file_the_upload_handler_put_on_disk(self, office):
        content = made.wav(3)
        upload = TemporaryUploadedFile("录音.wav", "audio/wav", len(content), None)
        upload.write(content)
        row = services.evidence_add(case=office.draft(), actor=office.officer, upload=upload, kind="recording")
        assert (row.sha256, row.seconds) == (hashlib.sha256(content).hexdigest(), 3)
        with row.file.open("rb") as handle:
            assert handle.read() == content

    @pytest.mark.parametrize(
        ("content", "asked", "kept"),
        [
            (made.picture(), "photo", "photo"),
            (made.mp4(), "photo", "recording"),
            (made.wav(), "document", "recording"),
            (made.mp4(), "service_proof", "service_proof"),
            (made.pdf(), "photo", "document"),
            (made.pdf(), "screenshot", "screenshot"),
            (made.pdf(), "signed_scan", "signed_scan"),
            (made.picture(), "recording", "photo"),
            (made.docx(), "recording", "document"),
            (made.picture(), "document", "document"),
        ],
    )
    def test_it_is_called_what_it_is(self, office, content, asked, kept):
        assert keep(office, office.draft(), content, kind=asked).kind == kept

    def test_a_signed_paper_is_a_picture_or_a_pdf(self, office, refused):
        for content, word in ((made.wav(), "WAV"), (made.docx(), "Word")):
            with refused(DomainError, word, field="file"):
                keep(office, office.draft(), content, kind="signed_scan")

    def test_length(self, office, refused):
        Parameter.objects.create(bureau=office.bureau, key="evidence.media_max_seconds", value="60")
        assert keep(office, office.draft(), made.mp4(seconds=60)).seconds == 60
        assert keep(office, office.draft(), made.mp4(seconds=None)).seconds is None
        with refused(DomainError, "超过 1 分钟的上限", field="file"):
            keep(office, office.draft(), made.mp4(seconds=90))

    def test_a_picture_belongs_to_the_one_violation_there_is(self, office):
        case = office.with_violation()
        one = case.violations.get()
        assert keep(office, case, made.picture(colour=(1, 1, 1))).violation == one
        assert keep(office, case, made.mp4(), kind="photo").violation == one
        assert keep(office, case, made.pdf(), kind="document").violation is None
        services.violation_add(
            case=case, actor=office.officer, on=make.DAY, data={"item_version": office.item, "description": "第二个"}
        )
        assert keep(office, case, made.picture(colour=(2, 2, 2))).violation is None
        second = case.violations.last()
        assert keep(office, case, made.picture(colour=(3, 3, 3)), violation=second).violation == second

    def test_no_file_without_its_row(self, office, monkeypatch):
        case = office.draft()
        monkeypatch.setattr("xinglongtai.core.audit.record", lambda **values: 1 / 0)
        root = Path(Evidence._meta.get_field("file").storage.location)
        before = set(root.rglob("*.jpg"))
        with pytest.raises(ZeroDivisionError):
            keep(office, case, made.picture())
        assert not Evidence.objects.exists()
        assert set(root.rglob("*.jpg")) == before

    def test_set_aside_words_are_short(self, office, refused):
        row = keep(office, office.draft(), made.picture())
        with refused(DomainError, "200 字", field="reason"):
            services.evidence_set_aside(evidence=row, actor=office.officer, reason="长" * 201)


class TestCopies:
    @pytest.mark.parametrize("form", ["JPEG", "HEIF", "WEBP"])
    def test_print_copy_is_upright_and_says_nothing(self, office, form):
        block = made.exif(turned=True)
        row = keep(office, office.draft(), made.picture(form, (2100, 1500), exif=block))
        with Image.open(io.BytesIO(pictures.print_copy(row))) as image:
            assert (image.format, image.size) == ("JPEG", (1400, 1960))
            assert not image.getexif()
        with Image.open(io.BytesIO(documents._PICTURES["evidence"](str(row.pk)))) as image:
            assert image.width == 1400
        row.refresh_from_db()
        assert (row.width, row.height) == (1500, 2100)

    def test_made_once(self, office, monkeypatch):
        row = keep(office, office.draft(), made.heic())
        first = pictures.thumbnail(row)
        monkeypatch.setattr(pictures, "_made", lambda *values: pytest.fail("made again"))
        assert pictures.thumbnail(row) == first
        with pytest.raises(pytest.fail.Exception):
            pictures.view_copy(row)

    def test_a_full_disk_costs_only_the_shortcut(self, office, monkeypatch):
        row = keep(office, office.draft(), made.picture())

        def full(*values):
            raise OSError("full")

        monkeypatch.setattr("django.core.files.storage.FileSystemStorage.save", full)
        assert pictures.thumbnail(row).startswith(b"\xff\xd8")

    def test_the_first_page_of_a_pdf(self, office):
        row = keep(office, office.draft(), made.pdf(2), kind="document")
        with Image.open(io.BytesIO(pictures.print_copy(row, width=700))) as image:
            assert image.width == 700 and image.height > 900

    def test_what_is_see_through_stands_on_white(self, office):
        buffer = io.BytesIO()
        Image.new("RGBA", (30, 20), (0, 0, 0, 0)).save(buffer, "PNG")
        row = keep(office, office.draft(), buffer.getvalue())
        with Image.open(io.BytesIO(pictures.print_copy(row))) as image:
            assert image.getpixel((5, 5)) == (255, 255, 255)

    def test_what_cannot_be_printed(self, office, refused):
        row = keep(office, office.draft(), made.wav())
        with refused(DomainError, "不能印在文书上"):
            pictures.print_copy(row)


class TestDatabase:
    """Whatever writes past the services."""

    @pytest.fixture
    def row(self, office):
        return keep(office, office.with_violation(), made.picture())

    def write(self, sql: str, *values) -> int:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            return cursor.rowcount

    @pytest.mark.parametrize(
        "change",
        ["sha256 = 'x'", "file = 'x'", "size = 1", "caption = '改'", "device = 'x'", "uploaded_at = '2020-01-01'"],
    )
    def test_what_was_received_stays(self, row, change):
        with pytest.raises(DatabaseError, match="evidence_keeps_originals"):
            self.write(f"UPDATE cases_evidence SET {change} WHERE id = %s", row.pk)

    def test_a_reason_stays(self, row):
        sql = "UPDATE cases_evidence SET set_aside_reason = %s WHERE id = %s"
        assert self.write(sql, "拍错", row.pk) == 1
        with pytest.raises(DatabaseError, match="evidence_keeps_originals"):
            self.write(sql, "", row.pk)

    def test_its_violation_may_go(self, row, office):
        services.violation_remove(violation=row.violation, actor=office.officer)
        row.refresh_from_db()
        assert row.violation is None

    def test_it_is_never_deleted(self, row):
        if connection.vendor == "sqlite":  # the test run takes the rule off there (tests/conftest.py)
            with connection.cursor() as cursor:
                for statement in NEVER_DELETED.sqlite:
                    cursor.execute(statement)
        with pytest.raises(DatabaseError, match="evidence_never_deleted"):
            self.write("DELETE FROM cases_evidence WHERE id = %s", row.pk)
        with pytest.raises(DatabaseError, match="evidence_never_deleted"), transaction.atomic():
            Evidence.objects.filter(pk=row.pk).delete()

    def test_the_rule_names_every_column_that_stays(self):
        columns = {field.column for field in Evidence._meta.concrete_fields}
        assert set(_RECEIVED) == columns - {"id", "violation_id", "set_aside_reason", "destroyed_on"}
        assert {rule.table for rule in RULES} == {Evidence._meta.db_table}
