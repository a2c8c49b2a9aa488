"""Files in a store over time: closed anew under another key, pieces that wait, the way from the disk and back."""

import io

import pytest
from django.core.files.base import ContentFile

from tests.core.test_bucket import CONTENT, folder, storage, store, where
from xinglongtai.core import keys
from xinglongtai.core.bucket import moving
from xinglongtai.core.bucket.errors import Unreachable
from xinglongtai.core.bucket.storage import ClosedBucket
from xinglongtai.core.bucket.waiting import Shelf
from xinglongtai.core.vault import container, files, ring
from xinglongtai.core.vault.storage import ClosedStorage, PartlyClosedStorage

__all__ = ["folder", "storage", "store", "where"]


class TestTurning:
    def test_a_file_is_closed_anew_in_one_step(self, storage, store):
        name = storage.save("a.bin", ContentFile(CONTENT))
        before = store.under("papers")["a.bin"]
        keys.add(ring.PURPOSE)
        assert list(files.files_by(storage, "k1")) == [name]
        assert files.reclose(storage, name) and storage.key_of(name) == "k2"
        assert storage.open(name).read() == CONTENT and store.under("papers")["a.bin"] != before
        assert not list(files.files_by(storage, "k1")) and list(store.under("papers")) == ["a.bin"]

    def test_one_that_cannot_be_asked_is_not_taken_for_one_without_the_key(self, storage, store):
        storage.save("a.bin", ContentFile(CONTENT))
        store.down()
        with pytest.raises(Unreachable):
            list(files.files_by(storage, "k1"))
        store.up()
        assert list(files.files_by(storage, "k1")) == ["a.bin"] and not files.reclose(storage, "gone.bin")

    def test_the_old_one_stays_where_the_new_one_was_not_written_as_read(self, storage, store, monkeypatch):
        name = storage.save("a.bin", ContentFile(CONTENT))
        before = store.under("papers")
        monkeypatch.setattr(files, "_digest", lambda handle, place: b"other")
        with pytest.raises(OSError, match="was not written"):
            files.reclose(storage, name)
        assert store.under("papers") == before


class TestWaiting:
    @pytest.fixture
    def shelf(self, folder, where, tmp_path):
        return Shelf(where, tmp_path / "uploads")

    def test_pieces_come_to_any_machine_and_make_the_file(self, shelf, store, where, tmp_path):
        other = Shelf(where, tmp_path / "other-machine")
        assert shelf.put("u1", 0, CONTENT[:70_000]) and other.put("u1", 70_000, CONTENT[70_000:])
        assert shelf.standing("u1") == len(CONTENT)
        with shelf.opened("u1") as raw, io.BufferedReader(raw) as whole:
            assert whole.read() == CONTENT and whole.seek(65_536) and whole.read(19) == b"in the second chunk"
        assert not any(b"in the second chunk" in lying for lying in store.under("uploads").values())
        assert not list((tmp_path / "uploads").iterdir()), "what was gathered has no name"

    def test_a_gap_is_refused_and_a_broken_off_piece_replaced(self, shelf):
        assert shelf.put("u1", 0, b"first") and shelf.put("u1", 5, b"lost answer")
        assert not shelf.put("u1", 9, b"x") and not shelf.put("u2", 5, b"x")
        assert shelf.put("u1", 5, b" second") and shelf.standing("u1") == 12
        with shelf.opened("u1") as raw:
            assert raw.read(100) + raw.read(100) == b"first second"

    def test_begun_again_nothing_of_before_counts(self, shelf):
        assert shelf.put("u1", 0, b"aaaa") and shelf.put("u1", 4, b"bbbb") and shelf.put("u1", 0, b"cccc")
        assert shelf.standing("u1") == 4

    def test_a_piece_of_another_upload_does_not_open(self, shelf, store):
        shelf.put("u1", 0, b"mine")
        (name,) = store.under("uploads")
        store.objects["office/uploads/u2/" + name.partition("/")[2]] = store.objects[f"office/uploads/{name}"]
        with pytest.raises(container.Damaged), shelf.opened("u2") as raw:
            raw.read(1)

    def test_counted_listed_and_thrown_away(self, shelf, store):
        shelf.put("u1", 0, b"a"), shelf.put("u1", 1, b"b"), shelf.put("u2", 0, b"c")
        keys.add(ring.PURPOSE)
        shelf.put("u3", 0, b"d")
        assert (shelf.closed_by("k1"), shelf.closed_by("k2")) == (2, 1)
        assert {name for name, _ in shelf.begun()} == {"u1", "u2", "u3"}
        assert shelf.drop("u1") and not shelf.drop("u1") and not shelf.exists("u1") and shelf.exists("u2")
        with pytest.raises(FileNotFoundError), shelf.opened("u1"):
            pass


class TestMoving:
    @pytest.fixture
    def pair(self, folder, settings, tmp_path, where, monkeypatch):
        settings.VAR_DIR, settings.FILES = tmp_path, where
        kept = {"evidence": ClosedBucket(address=where, folder="evidence", scope="evidence")}
        monkeypatch.setattr(moving, "storages", kept)
        return moving.Pair("evidence")

    def test_into_the_store_again_and_back(self, pair, store, tmp_path):
        disk = PartlyClosedStorage(location=tmp_path / "evidence", scope="evidence")
        plain = disk.save("1/photo.jpg", ContentFile(CONTENT))
        shut = ClosedStorage(location=tmp_path / "evidence", scope="evidence").save("1/scan.jpg", ContentFile(b"scan"))
        moved = _walked(pair.into)
        assert (moved.copied, moved.there, moved.failed) == (2, 0, [])
        assert pair.bucket.open(plain).read() == CONTENT and pair.bucket.open(shut).read() == b"scan"
        assert not any(CONTENT[:64] in lying for lying in store.under("evidence").values()), "what was plain is closed"
        assert (tmp_path / "evidence" / plain).read_bytes() == CONTENT, "the source stays"
        again = _walked(pair.into, check=True)
        assert (again.copied, again.there) == (0, 2)
        for path in (tmp_path / "evidence" / "1").iterdir():
            path.unlink()
        assert _walked(pair.back).copied == 2
        assert disk.open(plain).read() == CONTENT and disk.open(shut).read() == b"scan"
        assert sorted(path.name for path in (tmp_path / "evidence" / "1").iterdir()) == ["photo.jpg", "scan.jpg"]

    def test_another_content_of_the_same_name_is_told_and_left(self, pair, tmp_path):
        disk = ClosedStorage(location=tmp_path / "evidence", scope="evidence")
        disk.save("a.bin", ContentFile(b"one")), pair.bucket.save("a.bin", ContentFile(b"two"))
        moved = _walked(pair.into, check=True)
        assert (moved.copied, [name for name, _ in moved.failed]) == (0, ["a.bin"])
        assert pair.bucket.open("a.bin").read() == b"two"

    def test_half_way_it_goes_on(self, pair, store, tmp_path):
        disk = ClosedStorage(location=tmp_path / "evidence", scope="evidence")
        for n in range(3):
            disk.save(f"{n}.bin", ContentFile(b"x"))
        walk = pair.into(check=False, moved=moving.Moved())
        next(walk)
        store.down()
        with pytest.raises(Unreachable):
            list(walk)
        store.up()
        assert (lambda moved: (moved.copied, moved.there))(_walked(pair.into)) == (2, 1)


def _walked(walk, check: bool = False) -> moving.Moved:
    moved = moving.Moved()
    list(walk(check=check, moved=moved))
    return moved
