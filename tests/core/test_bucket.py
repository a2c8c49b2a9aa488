"""Files in an S3-compatible store, on a real socket: closed, read by parts, written whole or not at all, away and back again."""

import hashlib
import io
import os
import subprocess
import sys
import tracemalloc

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.test import RequestFactory

from tests.store_stage import SECRET, Store
from xinglongtai.core import diagnosis, faults, keys, listing
from xinglongtai.core.bucket import address, reading, standing, writing
from xinglongtai.core.bucket.errors import AWAY, DENIED, Unreachable
from xinglongtai.core.bucket.storage import ClosedBucket
from xinglongtai.core.delivery import deliver
from xinglongtai.core.installation import probes
from xinglongtai.core.vault import container, ring

CONTENT = os.urandom(1 << 16) + b"in the second chunk" + os.urandom(3 << 20)


@pytest.fixture
def store():
    held = Store().up()
    yield held
    held.down()


@pytest.fixture
def folder(settings, tmp_path, monkeypatch):
    """Keys of the test's own, which the database (never asked) is taken to know."""
    settings.KEYS_DIR = tmp_path / "keys"
    keys.current(ring.PURPOSE)
    monkeypatch.setattr(ring, "_records", dict)
    monkeypatch.setattr(ring, "remember", lambda key: None)
    return settings.KEYS_DIR


@pytest.fixture
def where(store):
    return address.from_environment(store.environ)


@pytest.fixture
def storage(folder, where):
    return ClosedBucket(address=where, folder="papers", scope="papers")


@pytest.fixture
def small(monkeypatch):
    """Parts and windows so small that a file of the test has many of them."""
    monkeypatch.setattr(writing, "PART", 1 << 18)
    monkeypatch.setattr(reading, "FIRST", 1 << 16)


class TestAddress:
    def test_keys_from_a_file_and_none_in_what_is_shown(self, tmp_path):
        path = tmp_path / "keys.txt"
        path.write_text("id\nwords\n")
        found = address.from_environment(
            {"FILES_URL": "s3://b/p/q?endpoint=https://h:9&ca=/c", "FILES_KEYS_FILE": str(path)}
        )
        assert (found.bucket, found.prefix, found.endpoint, found.style, found.ca) == (
            "b",
            "p/q",
            "https://h:9",
            "path",
            "/c",
        )
        assert (found.access_key, found.secret_key) == ("id", "words")
        assert "words" not in repr(found) + str(found)
        assert address.from_environment({}) is None

    @pytest.mark.parametrize(
        ("url", "words"),
        [
            ("https://b/p", "s3://"),
            ("s3://", "s3://"),
            ("s3://id:words@b/p", "不写密钥"),
            ("s3://b?bucket=x", "不认识"),
            ("s3://b?endpoint=h:9000", "https://"),
            ("s3://b?style=other", "style"),
        ],
    )
    def test_what_cannot_be_meant_is_told(self, url, words):
        with pytest.raises(ImproperlyConfigured, match=words):
            address.from_environment({"FILES_URL": url, "FILES_ACCESS_KEY": "a", "FILES_SECRET_KEY": "b"})

    def test_without_keys_it_does_not_begin(self):
        with pytest.raises(ImproperlyConfigured, match="FILES_ACCESS_KEY"):
            address.from_environment({"FILES_URL": "s3://b"})


class TestFiles:
    @pytest.mark.parametrize("size", [0, 1, container.CHUNK, container.CHUNK + 1, 1 << 18, len(CONTENT)])
    def test_whole_of_any_size_and_nothing_of_it_in_the_store(self, storage, store, small, size):
        name = storage.save("a/b.bin", ContentFile(CONTENT[:size]))
        (lying,) = store.under("papers").values()
        with storage.open(name) as handle:
            assert (handle.size, handle.read()) == (size, CONTENT[:size])
        assert lying.startswith(container.MAGIC) and b"in the second chunk" not in lying and not store.uploads

    def test_a_part_costs_parts(self, storage, store, small):
        name = storage.save("a.bin", ContentFile(CONTENT))
        store.asked.clear()
        with storage.open(name) as handle:
            handle.seek(2 << 20)
            assert handle.read(1000) == CONTENT[2 << 20 : (2 << 20) + 1000]
        lengths = [_length(span) for method, _, span in store.asked]
        assert {method for method, *_ in store.asked} == {"GET"} and all(lengths) and sum(lengths) < 1 << 19

    def test_ranges_asked_for_by_a_browser(self, storage, small):
        stored = _Stored(storage, storage.save("a.bin", ContentFile(CONTENT)))
        for span, status in (("bytes=0-9", 206), ("bytes=2097152-2099999", 206), ("bytes=-7", 206), ("", 200)):
            request = RequestFactory().get("/", headers={"Range": span} if span else {})
            response = deliver(request, stored, content_type="video/mp4", filename="v.mp4")
            first, last = {"bytes=0-9": (0, 10), "bytes=-7": (-7, None)}.get(span, (2097152, 2100000))
            expected = CONTENT[first:last] if span else CONTENT
            assert (response.status_code, b"".join(response.streaming_content)) == (status, expected)

    def test_a_long_file_is_never_whole_in_memory(self, storage, store):
        """Both ways; the store of the test is in this process, so it throws the parts away and makes them up again."""
        total = 100 << 20
        tracemalloc.start()
        try:
            writing.write(_Sink(), "b", "k", (bytes(1 << 20) for _ in range(total >> 20)), exclusive=True)
            handle = io.BufferedReader(reading.Parts(_Sink(total), "b", "k"))
            while handle.read(1 << 20):
                pass
            assert tracemalloc.get_traced_memory()[1] < 40 << 20
        finally:
            tracemalloc.stop()

    def test_nothing_is_overwritten(self, storage, store):
        one, two = (storage.save("a.bin", ContentFile(content)) for content in (b"one", b"two"))
        assert one != two and storage.open(one).read() == b"one" and storage.open(two).read() == b"two"
        with pytest.raises(FileExistsError):
            storage.write(one, [b"three"])
        writing_parts = [bytes(writing.PART), b"x"]
        with pytest.raises(FileExistsError):
            storage.write(one, writing_parts)
        assert storage.open(one).read() == b"one" and not store.uploads

    def test_a_name_that_is_taken_between_asking_and_writing_gives_another(self, storage, monkeypatch):
        storage.save("a.bin", ContentFile(b"one"))
        monkeypatch.setattr(ClosedBucket, "get_available_name", _blind_once(ClosedBucket.get_available_name))
        name = storage.save("a.bin", ContentFile(b"two"))
        assert name != "a.bin" and storage.open(name).read() == b"two" and storage.open("a.bin").read() == b"one"
        assert len(list(storage.entries())) == 2, "what was closed for the taken name is gone"

    def test_what_fails_on_the_way_leaves_nothing(self, storage, store, small):
        def broken():
            yield CONTENT[: 1 << 20]
            raise ValueError("the source broke")

        with pytest.raises(ValueError, match="broke"):
            storage.write("a.bin", broken())
        assert not store.objects and not store.uploads

    def test_gone_and_names_outside(self, storage):
        with pytest.raises(FileNotFoundError):
            storage.open("nothing.bin")
        with pytest.raises(FileNotFoundError):
            storage.size("nothing.bin")
        assert not storage.exists("nothing.bin")
        storage.delete("nothing.bin")
        with pytest.raises(Exception, match="denied"):
            storage.open("../evidence/a.bin")

    def test_listed_page_by_page_within_its_folder(self, storage, store, where, monkeypatch):
        monkeypatch.setattr("xinglongtai.core.bucket.storage.PAGE", 2)
        names = {storage.save(f"{n}/a.bin", ContentFile(b"x")) for n in range(5)}
        ClosedBucket(address=where, folder="papers-others", scope="o").save("b.bin", ContentFile(b"x"))
        store.asked.clear()
        assert {entry.name for entry in listing.entries(storage)} == names
        assert len(store.asked) == 3

    def test_harm_and_a_file_moved_elsewhere_are_found(self, storage, store):
        name = storage.save("a.bin", ContentFile(CONTENT))
        one = store.objects["office/papers/a.bin"]
        store.objects["office/papers/b.bin"] = one
        with pytest.raises(container.Damaged):
            storage.open("b.bin")
        one.content = one.content[:70_000] + b"?" + one.content[70_001:]
        with pytest.raises(container.Damaged), storage.open(name) as handle:
            handle.read()


class TestFaults:
    def test_a_stopped_store_is_a_503_in_plain_words_and_comes_back(self, storage, store, monkeypatch):
        name = storage.save("a.bin", ContentFile(b"one"))
        store.down()
        for attempt in (lambda: storage.open(name), lambda: storage.save("b.bin", ContentFile(b"two"))):
            with pytest.raises(Unreachable) as caught:
                attempt()
            assert faults.fault_words(caught.value) == AWAY
        response = _answered(caught.value)
        assert (
            response.status_code == 503
            and AWAY in response.content.decode()
            and "data-error-page" in response.content.decode()
        )
        store.up()
        assert storage.open(name).read() == b"one" and not storage.exists("b.bin")

    def test_wrong_keys_and_a_wrong_bucket_are_told_as_a_refusal(self, folder, store):
        for harm in (
            {"FILES_SECRET_KEY": "x"},
            {"FILES_ACCESS_KEY": "x"},
            {"FILES_URL": store.url.replace("files", "other")},
        ):
            wrong = address.from_environment({**store.environ, **harm})
            with pytest.raises(Unreachable) as caught:
                ClosedBucket(address=wrong, folder="papers", scope="papers").save("a.bin", ContentFile(b"x"))
            assert caught.value.words == DENIED
            standing.forget()
            assert standing.answers(wrong) == "refused"
        assert not store.objects

    def test_a_full_store_is_a_full_disk(self, storage, store):
        store.full = True
        with pytest.raises(OSError) as caught:
            storage.save("a.bin", ContentFile(b"x"))
        assert faults.fault_words(caught.value) == faults.FULL

    def test_written_anew_while_it_is_read_it_is_read_again(self, storage, store, small):
        name = storage.save("a.bin", ContentFile(CONTENT))
        with storage.open(name) as handle:
            storage.delete(name)
            storage.save(name, ContentFile(CONTENT))
            with pytest.raises(Unreachable):
                handle.seek(1 << 20)
                handle.read(1)
        assert storage.open(name).read() == CONTENT

    def test_the_store_checks_what_arrives(self, storage, store, monkeypatch):
        monkeypatch.setattr(writing, "_md5", lambda part: "AAAAAAAAAAAAAAAAAAAAAA==")
        with pytest.raises(Unreachable):
            storage.save("a.bin", ContentFile(b"x"))
        assert not store.objects


class TestStanding:
    def test_watchers_are_told(self, settings, store, where):
        settings.FILES = where
        for turn, word in ((lambda: None, "ok"), (store.down, "unreachable"), (store.up, "ok")):
            turn()
            standing.forget()
            assert probes.PROBES["storage"]() == word

    def test_the_examination_tells_what_it_found(self, settings, store, where):
        settings.FILES = where
        (line,) = _told()
        assert line.level == diagnosis.Level.GOOD and not store.objects, "the file of the trial is gone"
        store.knows_conditions = store.versioned = False
        assert [line.level for line in _told()] == [
            diagnosis.Level.GOOD,
            diagnosis.Level.NOTICE,
            diagnosis.Level.NOTICE,
        ]
        store.down()
        (line,) = _told()
        assert line.level == diagnosis.Level.FAULT and SECRET not in line.words + line.remedy

    def test_without_a_store_nothing_of_boto3_is_imported(self):
        code = "import django; django.setup(); from xinglongtai.core import diagnosis; import sys; sys.exit('boto3' in sys.modules)"
        environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "xinglongtai.settings"}
        environ.pop("FILES_URL", None)
        assert subprocess.run([sys.executable, "-c", code], env=environ, check=False).returncode == 0


def _told() -> list[diagnosis.Finding]:
    from xinglongtai.core.bucket.checks import store_serves

    return list(store_serves())


def _length(span: str) -> int:
    first, last = span.removeprefix("bytes=").split("-")
    return int(last) - int(first) + 1


def _answered(error: Exception):
    try:
        raise error
    except Unreachable:
        return faults.server_error(RequestFactory().get("/"))


def _blind_once(seen):
    """``get_available_name`` that finds every name free the first time."""
    calls = []

    def name(self, wanted, max_length=None):
        calls.append(wanted)
        return wanted if len(calls) == 1 else seen(self, wanted, max_length)

    return name


class _Stored:
    """What a ``FileField`` gives."""

    def __init__(self, storage, name):
        self.storage, self.name = storage, name

    def open(self, mode):
        self.file = self.storage.open(self.name, mode)
        return self

    def __getattr__(self, name):
        return getattr(self.file, name)


class _Sink:
    """A store that keeps nothing: how much of a file is in memory is to be measured on our side alone."""

    def __init__(self, size: int = 0):
        self.size = size

    def put_object(self, Body, **more):
        self.size += len(Body)

    def create_multipart_upload(self, **more):
        return {"UploadId": "u"}

    def upload_part(self, Body, **more):
        self.size += len(Body)
        return {"ETag": hashlib.md5(Body).hexdigest()}

    def complete_multipart_upload(self, **more):
        """Nothing to do."""

    def head_object(self, **more):
        return {"ContentLength": self.size}

    def get_object(self, Range, **more):
        first, last = map(int, Range.removeprefix("bytes=").split("-"))
        part = bytes(min(last, self.size - 1) - first + 1)
        return {"ETag": "e", "ContentRange": f"bytes {first}-{last}/{self.size}", "Body": _Body(part)}


class _Body(io.BytesIO):
    pass
