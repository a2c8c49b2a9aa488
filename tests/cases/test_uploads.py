"""Files in pieces: begun, broken off, continued, repeated, refused; the verbs and what scripts are answered."""

import hashlib
import os
from datetime import timedelta
from io import StringIO
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import RequestFactory
from django.utils import timezone

from cases import services
from cases.models import Evidence, Upload
from cases.services import uploads
from cases.views.uploads import _body
from tests import evidence_stage as made
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, TransitionRefused
from xinglongtai.core.models import Event, Parameter

pytestmark = pytest.mark.django_db
CONTENT = made.heic()


@pytest.fixture
def case(office):
    return office.with_violation()


@pytest.fixture
def web(office, client):
    client.force_login(office.officer.user)
    return client


def path_of(row) -> Path:
    """Where the pieces lie on the disk."""
    return Path(settings.UPLOADS_ROOT) / f"{row.waits_as}.part"


class Gone:
    """A line that is dead."""

    def read(self, *size):
        raise OSError("reset by peer")

    def close(self):
        """Nothing to close."""


def start(office, case, content=CONTENT, **values):
    given = {"client_key": uuid4(), "name": "IMG_1.HEIC", "size": len(content), **values}
    return services.upload_start(case=case, actor=values.pop("by", office.officer), **given)[0]


class TestOverTheLine:
    def test_in_pieces_to_evidence(self, case, web):
        key, half = uuid4(), len(CONTENT) // 2
        answer = made.begin(web, case, CONTENT, name="../../x", key=key, caption=" 门头 ")
        assert answer.status_code == 201
        told = answer.json()
        assert told == {"id": told["id"], "offset": 0, "size": len(CONTENT), "url": f"/uploads/{told['id']}/"}
        assert made.piece(web, told["url"], 0, CONTENT[:half]).json()["offset"] == half
        assert web.get(told["url"]).json()["offset"] == half
        assert made.begin(web, case, CONTENT, key=key).json()["offset"] == half  # another page, the same file
        last = made.piece(web, told["url"], half, CONTENT[half:])
        row = Evidence.objects.get()
        done = {"done": True, "evidence": row.pk, "sha256": row.sha256, "received_at": row.uploaded_at.isoformat()}
        assert (last.status_code, last.json()) == (200, done)
        assert row.sha256 == hashlib.sha256(CONTENT).hexdigest()
        assert (row.original_name, row.caption, row.client_key) == ("x.heic", "门头", key)
        assert row.violation == case.violations.get() and row.taken_at
        assert web.get(told["url"]).json() == done
        again = made.begin(web, case, CONTENT, key=key)
        assert (again.status_code, again.json()) == (200, done)
        assert made.piece(web, told["url"], half, CONTENT[half:]).json() == done  # the answer was lost, not the file
        assert Evidence.objects.count() == 1
        assert last["Cache-Control"] == "no-store"

    def test_out_of_step(self, case, web):
        url = made.begin(web, case, CONTENT).json()["url"]
        assert made.piece(web, url, 0, CONTENT[:10]).status_code == 200
        for offset, content in ((0, CONTENT[:10]), (11, b"x"), ("x", b"x"), (10, CONTENT)):
            answer = made.piece(web, url, offset, content)
            assert (answer.status_code, answer.json()["offset"]) == (409, 10)

    def test_a_request_that_died_leaves_nothing_behind(self, office, case, web):
        url = made.begin(web, case, CONTENT).json()["url"]
        made.piece(web, url, 0, CONTENT[:10])
        with path_of(Upload.objects.get()).open("ab") as handle:
            handle.write(b"half a piece that was never counted" * 100)
        assert made.piece(web, url, 10, CONTENT[10:]).json()["done"]
        assert Evidence.objects.get().sha256 == hashlib.sha256(CONTENT).hexdigest()

    def test_refusals_in_words(self, office, case, web):
        Parameter.objects.create(bureau=office.bureau, key="evidence.max_mb", value="1")
        for values, field, words in (
            ({"size": 0}, "file", "空的"),
            ({"size": 2 * 1024 * 1024}, "file", "照片 2.0 MB，超过 1 MB"),
            ({"size": 10**12, "name": "x"}, "file", "超过 100 MB"),
            ({"size": "²"}, "file", "空的"),
            ({"kind": "signature"}, "kind", "类别"),
            ({"origin": "party"}, "kind", "类别"),
            ({"sha256": "zz"}, "sha256", "校验值"),
            ({"client_key": "1"}, "client_key", "编号"),
        ):
            answer = made.begin(web, case, CONTENT, **values)
            assert answer.status_code == 422 and answer.json()["field"] == field, values
            assert words in answer.json()["error"]
        assert made.begin(web, case, CONTENT, violation="999999").status_code == 404
        assert not Upload.objects.exists()

    def test_what_it_is_not(self, case, web, django_capture_on_commit_callbacks):
        key, exe = uuid4(), b"MZ\x90\x00" + bytes(500)
        url = made.begin(web, case, exe, name="现场.jpg", key=key).json()["url"]
        path = path_of(Upload.objects.get())
        with django_capture_on_commit_callbacks(execute=True):
            answer = made.piece(web, url, 0, exe)
        assert (answer.status_code, answer.json()["field"]) == (422, "file")
        assert "可执行程序" in answer.json()["error"]
        assert not Upload.objects.exists() and not path.exists()
        assert made.begin(web, case, CONTENT, key=key).status_code == 201

    def test_the_declared_hash_is_checked(self, case, web):
        right = hashlib.sha256(CONTENT).hexdigest()
        url = made.begin(web, case, CONTENT, sha256=right[::-1]).json()["url"]
        assert "校验值不同" in made.piece(web, url, 0, CONTENT).json()["error"]
        url = made.begin(web, case, CONTENT, sha256=right.upper()).json()["url"]
        assert made.piece(web, url, 0, CONTENT).json()["sha256"] == right

    def test_too_large_a_piece(self, case, web, settings):
        url = made.begin(web, case, CONTENT).json()["url"]
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 10
        assert "5 MB" in made.piece(web, url, 0, CONTENT).json()["error"]
        assert Upload.objects.get().received == 0

    def test_a_piece_that_broke_on_the_way(self, refused):
        short = RequestFactory().patch("/", b"half", content_type="application/octet-stream")
        short.META["CONTENT_LENGTH"] = "9"
        gone = RequestFactory().patch("/", b"half", content_type="application/octet-stream")
        gone._stream = Gone()
        for request in (short, gone):
            with refused(DomainError, "没有传完"):
                _body(request)

    def test_whose_it_is(self, office, case, web, client):
        key = uuid4()
        url = made.begin(web, case, CONTENT, key=key).json()["url"]
        for person, begun in ((office.second, 404), (office.stranger, 404), (office.legal, 403)):
            client.force_login(person.user)
            assert client.get(url).status_code == made.piece(client, url, 0, CONTENT).status_code == 404
            assert made.begin(client, case, CONTENT, key=key).status_code == begun
        client.logout()
        assert client.get(url).status_code == 302
        assert client.get(f"/uploads/{uuid4()}/").status_code == 302

    def test_csrf(self, case, office):
        from django.test import Client

        strict = Client(enforce_csrf_checks=True)
        strict.force_login(office.officer.user)
        assert made.begin(strict, case, CONTENT).status_code == 403

    def test_a_case_that_ended_meanwhile(self, office, case, web):
        url = made.begin(web, case, CONTENT).json()["url"]
        made.piece(web, url, 0, CONTENT[:10])
        services.case_cancel(case=case, actor=office.officer, reason="误建")
        answer = made.piece(web, url, 10, CONTENT[10:])
        assert answer.status_code == 422 and "已撤销" in answer.json()["error"]
        assert Upload.objects.get().is_whole  # what came is kept, in case somebody must explain
        assert made.begin(web, case, CONTENT).status_code == 422


class TestVerbs:
    def test_a_refusal_because_of_the_case_keeps_the_pieces(self, office, case, refused, monkeypatch):
        row = start(office, case)
        services.upload_piece(upload=row, actor=office.officer, offset=0, content=CONTENT)
        monkeypatch.setattr(uploads, "require_adding", lambda case, actor: None)  # the case ends just after the look
        services.case_cancel(case=case, actor=office.officer, reason="误建")
        with refused(TransitionRefused, "已撤销"):
            services.upload_finish(upload=row, actor=office.officer)
        assert path_of(Upload.objects.get()).exists() and not Evidence.objects.exists()

    def test_finish_is_safe_to_repeat(self, office, case, refused):
        row = start(office, case)
        with refused(DomainError, "还没有传完"):
            services.upload_finish(upload=row, actor=office.officer)
        services.upload_piece(upload=row, actor=office.officer, offset=0, content=CONTENT)
        first = services.upload_finish(upload=row, actor=office.officer)
        assert services.upload_finish(upload=row, actor=office.officer) == first
        assert services.upload_piece(upload=row, actor=office.officer, offset=0, content=b"x").evidence_id == first.pk
        assert Event.objects.filter(verb="evidence_add").count() == 1

    def test_an_answer_lost_after_the_last_byte(self, office, case, web):
        row = start(office, case)
        services.upload_piece(upload=row, actor=office.officer, offset=0, content=CONTENT)
        answer = made.piece(web, f"/uploads/{row.pk}/", len(CONTENT), b"")
        assert answer.json()["done"]

    def test_the_same_file_by_another_way(self, office, case):
        by_form = services.evidence_add(case=case, actor=office.officer, upload=made.file(CONTENT))
        row = start(office, case)
        services.upload_piece(upload=row, actor=office.officer, offset=0, content=CONTENT)
        assert services.upload_finish(upload=row, actor=office.officer) == by_form

    def test_pieces_lost_on_the_server(self, office, case, refused):
        row = start(office, case)
        services.upload_piece(upload=row, actor=office.officer, offset=0, content=CONTENT)
        path_of(row).unlink()
        with refused(DomainError, "不完整", field="file"):
            services.upload_finish(upload=row, actor=office.officer)
        assert not Upload.objects.exists()

    def test_pieces_lost_between_two(self, office, case, refused):
        row = start(office, case)
        services.upload_piece(upload=row, actor=office.officer, offset=0, content=CONTENT[:9])
        path_of(row).unlink()
        with refused(DomainError, "从头再传") as caught:
            services.upload_piece(upload=row, actor=office.officer, offset=9, content=CONTENT[9:])
        assert caught.value.data["offset"] == 0 and Upload.objects.get().received == 0

    def test_pieces_of_another_form_are_sent_again(self, office, case):
        row = start(office, case)
        services.upload_piece(upload=row, actor=office.officer, offset=0, content=CONTENT[:9])
        path_of(row).write_bytes(CONTENT[:9])  # as a release before the closing of files kept them
        again = start(office, case, client_key=row.client_key)
        assert again == row and again.received == Upload.objects.get().received == 0
        services.upload_piece(upload=again, actor=office.officer, offset=0, content=CONTENT)
        assert services.upload_finish(upload=again, actor=office.officer).sha256 == hashlib.sha256(CONTENT).hexdigest()

    def test_so_many_at_once_and_a_full_disk(self, office, case, refused, monkeypatch):
        start(office, case)
        monkeypatch.setattr(uploads, "MOST_OPEN", 1)
        with refused(DomainError, "还没有传完", field="file"):
            start(office, case)
        monkeypatch.setattr(uploads, "MOST_OPEN", 9)
        monkeypatch.setattr(uploads, "_KEPT_FREE", 10**18)
        with refused(DomainError, "存储空间不足", field="file"):
            start(office, case)

    def test_rights(self, office, case, refused):
        with refused(NotAllowed):
            services.upload_start(case=case, actor=office.legal, client_key=uuid4(), name="a", size=1)
        with refused(NotVisible):
            services.upload_start(case=case, actor=office.stranger, client_key=uuid4(), name="a", size=1)
        row = start(office, case)
        for verb in (services.upload_finish, services.upload_piece):
            more = {"offset": 0, "content": b"x"} if verb is services.upload_piece else {}
            with refused(NotVisible):
                verb(upload=row, actor=office.second, **more)
        Upload.objects.all().delete()
        with refused(NotVisible):
            services.upload_piece(upload=row, actor=office.officer, offset=0, content=b"x")

    def test_a_violation_of_another_case(self, office, case, refused):
        other = office.with_violation().violations.get()
        with refused(DomainError, "不属于本案", field="violation"):
            start(office, case, violation=other)


class TestTidying:
    def test_what_nobody_continued(self, office, case):
        old, new, done = start(office, case), start(office, case), start(office, case)
        for row, content in ((old, CONTENT[:9]), (new, CONTENT[:9]), (done, CONTENT)):
            services.upload_piece(upload=row, actor=office.officer, offset=0, content=content)
        evidence = services.upload_finish(upload=done, actor=office.officer)
        lost, fresh = (Path(settings.UPLOADS_ROOT) / f"{uuid4().hex}.part" for _ in range(2))
        for path in (lost, fresh):
            path.write_bytes(b"x")
        now = timezone.now()
        before = (now - timedelta(days=8)).timestamp()
        os.utime(lost, (before, before))
        Upload.objects.filter(pk__in=[old.pk, done.pk]).update(touched_at=now - timedelta(days=8))
        told = StringIO()
        call_command("tidy_uploads", dry_run=True, stdout=told)
        assert "可清除传输记录 2 条" in told.getvalue()
        assert path_of(old).exists() and lost.exists() and Upload.objects.count() == 3
        call_command("tidy_uploads", stdout=told)
        assert "已清除传输记录 2 条" in told.getvalue()
        assert list(Upload.objects.all()) == [new]
        assert path_of(new).exists() and fresh.exists() and not path_of(old).exists() and not lost.exists()
        assert Evidence.objects.get() == evidence
        again, is_new = services.upload_start(
            case=case, actor=office.officer, client_key=evidence.client_key, name="a", size=1
        )
        assert (again, is_new) == (evidence, False)
