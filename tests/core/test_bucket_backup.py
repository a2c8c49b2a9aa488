"""A database backed up beside a store, with real processes: the list of objects, a restore that compares it, and one that is refused."""

import pytest
from django.conf import settings as installed
from django.core.files.base import ContentFile
from django.db import connection

from tests import backup_stage
from tests.core.test_backup_roundtrip import address, elsewhere, history, run
from tests.store_stage import Store
from xinglongtai.core.bucket.address import from_environment
from xinglongtai.core.bucket.storage import ClosedBucket
from xinglongtai.core.continuity import keyring, shelved

pytestmark = pytest.mark.django_db(transaction=True)
__all__ = ["elsewhere", "history"]


@pytest.fixture
def store():
    held = Store().up()
    yield held
    held.down()


def test_the_list_is_compared_before_anything_is_put_back(history, elsewhere, store, tmp_path, settings):
    settings.KEYS_DIR, settings.BACKUP_DIR = backup_stage.with_data_key(tmp_path / "keys"), tmp_path / "backups"
    database, connect = elsewhere
    private, public = keyring.make()
    keyring.add(public, name="档案室", on=backup_stage.NOW.date())
    (tmp_path / "key.txt").write_text(private)
    world = backup_stage.World()
    papers = [world.paper(b"first paper"), world.paper(b"second paper")]
    documents = ClosedBucket(address=from_environment(store.environ), folder="documents", scope="documents")
    for paper, content in zip(papers, (b"first paper", b"second paper"), strict=True):
        assert documents.save(paper.pdf.name, ContentFile(content)) == paper.pdf.name
    here = {"VAR_DIR": str(installed.VAR_DIR), "KEYS_DIR": str(settings.KEYS_DIR), **store.environ}
    here |= {"BACKUP_DIR": str(settings.BACKUP_DIR), "DATABASE_URL": address(connection.settings_dict["NAME"])}
    made = run("backup", **here)
    assert made.returncode == 0, made.stdout + made.stderr
    assert not (settings.BACKUP_DIR / "pieces").exists(), "files stay where they are"
    checked = run("backup", "verify", "--key", tmp_path / "key.txt", **here)
    assert checked.returncode == 0 and "存储里的文件与备份时一致" in checked.stdout, checked.stdout + checked.stderr

    to = ["--to", tmp_path / "restored", *(["--database", database] if database else [])]
    order = [*to, "--from", settings.BACKUP_DIR, "--key", tmp_path / "key.txt", "--who", "王工", "--reason", "演练"]
    key = f"office/documents/{papers[1].pdf.name}"
    one = store.objects.pop(key)
    refused = run("restore", *order, **store.environ)
    assert (
        refused.returncode != 0
        and "1 个文件与备份时不同" in refused.stderr
        and f"{papers[1].pdf.name} 不在" in refused.stderr
    )
    assert not (tmp_path / "restored" / "keys").exists()
    without = run("restore", *order)
    assert without.returncode != 0 and "FILES_URL" in without.stderr
    store.objects[key] = one
    told = run("restore", *order, **store.environ)
    assert "登记的 2 个文件都在，其中 2 个与登记的 SHA-256 一致" in told.stdout, told.stdout + told.stderr
    with connect() as restored:
        ask = restored.cursor()
        ask.execute("SELECT count(*) FROM core_issueddocument")
        assert ask.fetchall() == [(2,)]


def test_objects_in_parts_are_compared_by_size(settings, store, monkeypatch):
    settings.FILES = where = from_environment(store.environ)
    shelf = ClosedBucket(address=where, folder="documents", scope="documents")
    monkeypatch.setattr("xinglongtai.core.continuity.scope.shelves", lambda: {"documents": shelf})
    for name in ("a", "b", "c", "e"):
        shelf.write(name, [b"12345"])
    mark = next(shelf.entries()).mark
    rows = [("documents/a", 5, mark), ("documents/b", 5, "other"), ("documents/c", 5, "other-2")]
    rows += [("documents/d", 5, mark), ("documents/e", 6, mark)]
    assert list(shelved.apart(rows)) == ["documents/b 在备份以后换过", "documents/d 不在", "documents/e 在备份以后换过"]
