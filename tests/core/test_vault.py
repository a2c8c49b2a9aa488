"""Closed texts and files: nothing plain where they lie, any part read back, and nothing opened that was moved, cut, or closed elsewhere."""

import io
import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile

from xinglongtai.core import keys
from xinglongtai.core.keys import KeyMissing
from xinglongtai.core.vault import container, marks, parts, pieces, ring, text
from xinglongtai.core.vault.storage import ClosedStorage, PartlyClosedStorage, ToClose

NUMBER = "211103198001010012"
CONTENT = os.urandom(1 << 16) + b"in the second chunk" + os.urandom(70_000)


@pytest.fixture
def folder(settings, tmp_path, monkeypatch):
    """Keys of the test's own, which the database (never asked) is taken to know."""
    settings.KEYS_DIR = tmp_path / "keys"
    keys.current(ring.PURPOSE)
    monkeypatch.setattr(ring, "_records", dict)
    monkeypatch.setattr(ring, "remember", lambda key: None)
    return settings.KEYS_DIR


@pytest.fixture
def storage(folder, tmp_path):
    return ClosedStorage(location=tmp_path / "files", scope="papers")


class TestTexts:
    def test_closed_each_time_anew_and_opened_where_it_belongs(self, folder):
        one, two = (text.close(NUMBER, "a.b.c") for _ in range(2))
        assert NUMBER not in one and one != two and text.key_of(one) == "k1"
        assert text.open_closed(one, "a.b.c") == NUMBER
        assert text.close("", "a.b.c") == "" and text.open_closed("plain of before", "a.b.c") == "plain of before"

    def test_moved_or_changed_it_is_told_and_stays_what_it_is(self, folder):
        stored = text.close(NUMBER, "a.b.c")
        spoilt = text.open_closed(stored, "a.b.other")
        assert spoilt == text.open_closed(stored, "a.b.other") and str(spoilt) == text.SPOILT
        assert text.close(spoilt, "a.b.c") == stored, "written back it is what it was"
        assert spoilt != text.open_closed(text.close(NUMBER, "a.b.c"), "a.b.other"), "nobody is taken for somebody else"

    def test_a_missing_key_is_words_on_a_page_and_a_refusal_to_a_verb(self, folder, refused):
        stored = text.close(NUMBER, "a.b.c")
        keys.path_of(ring.PURPOSE).unlink()
        read = text.open_closed(stored, "a.b.c")
        assert str(read) == text.MISSING
        with refused(KeyMissing, "不能继续办理"):
            text.readable(read)


class TestMarks:
    def test_equal_numbers_meet_however_they_are_written(self, folder):
        asked = marks.of([" 21110319800101001x", ""], "id_number")
        assert asked == marks.of(["２１１１０３１９８００１０１００１Ｘ"], "id_number") and len(asked) == 1
        assert asked != marks.of([NUMBER], "id_number") and NUMBER not in asked[0]
        assert asked != marks.of(["21110319800101001X"], "licence")

    def test_they_hang_on_the_key_and_are_asked_for_by_every_key(self, folder):
        (old,) = marks.of([NUMBER], "id_number")
        keys.add(ring.PURPOSE)
        assert len(set(marks.of([NUMBER], "id_number"))) == 2 and old in marks.of([NUMBER], "id_number")


def test_in_json_only_what_is_personal_is_closed(folder):
    value = {
        "items": [f"当事人身份证号{NUMBER}。", "短"],
        "url": "https://x/secret",
        "n": 3,
        "code": "91110000100000001X",
    }
    stored = parts.close_parts(value, "a.b.c", frozenset({"url"}))
    assert NUMBER not in str(stored) and "secret" not in str(stored)
    assert stored["items"][1] == "短" and stored["n"] == 3 and stored["code"] == value["code"]
    assert parts.open_parts(stored, "a.b.c") == value


class TestFiles:
    @pytest.mark.parametrize("size", [0, 1, container.CHUNK - 1, container.CHUNK, container.CHUNK + 1, len(CONTENT)])
    def test_whole_of_any_size(self, storage, size):
        name = storage.save("a.bin", ContentFile(CONTENT[:size]))
        with storage.open(name) as handle:
            assert (handle.size, handle.read()) == (size, CONTENT[:size])
        assert storage.size(name) == size and storage.is_closed(name)

    def test_any_part(self, storage):
        name = storage.save("a.bin", ContentFile(CONTENT))
        with storage.open(name) as handle:
            for at, count in ((0, 5), (65_530, 30), (len(CONTENT) - 7, 50), (100, 0), (len(CONTENT) + 5, 1)):
                handle.seek(at)
                assert handle.read(count) == CONTENT[at : at + count]
        assert handle.open().read() == CONTENT, "opened once more"

    def test_at_rest_nothing_of_it_is_there(self, storage):
        name = storage.save("a.bin", ContentFile(CONTENT))
        lying = Path(storage.path(name)).read_bytes()
        assert b"in the second chunk" not in lying and CONTENT[:64] not in lying

    @pytest.mark.parametrize("harm", ["cut", "one bit", "another name", "another storage", "chunks in another order"])
    def test_harm_is_found(self, storage, tmp_path, harm):
        path, reader, name = storage.path("a.bin"), storage, "a.bin"
        storage.save("a.bin", ContentFile(CONTENT))
        with open(path, "rb") as handle:
            lying = bytearray(handle.read())
        begin, step = len(lying) - len(CONTENT) - 3 * container.TAG, container.CHUNK + container.TAG
        if harm == "cut":
            lying = lying[: begin + step]
        elif harm == "one bit":
            lying[begin + 9] ^= 1
        elif harm == "another name":
            name = "b.bin"
        elif harm == "another storage":
            reader = ClosedStorage(location=tmp_path / "files", scope="others")
        else:
            one, two = lying[begin : begin + step], lying[begin + step : begin + 2 * step]
            lying[begin : begin + 2 * step] = two + one
        with open(reader.path(name), "wb") as handle:
            handle.write(lying)
        with pytest.raises(container.Damaged), reader.open(name) as handle:
            handle.read()

    def test_without_the_keys_it_is_refused_and_nothing_is_written(self, storage, folder, monkeypatch):
        name = storage.save("a.bin", ContentFile(CONTENT))
        mark = keys.current(ring.PURPOSE).mark
        keys.path_of(ring.PURPOSE).unlink()
        monkeypatch.setattr(ring, "_records", lambda: {"k1": mark})
        with pytest.raises(KeyMissing):
            storage.open(name)
        with pytest.raises(KeyMissing):
            storage.save("b.bin", ContentFile(CONTENT))
        assert not storage.exists("b.bin") and not keys.path_of(ring.PURPOSE).exists()

    def test_only_what_is_to_be_closed_is(self, folder, tmp_path):
        storage = PartlyClosedStorage(location=tmp_path / "files", scope="evidence")
        plain, shut = storage.save("a.jpg", ContentFile(CONTENT)), storage.save("b.jpg", ToClose(io.BytesIO(CONTENT)))
        assert (storage.is_closed(plain), storage.is_closed(shut)) == (False, True)
        assert storage.open(plain).read() == storage.open(shut).read() == CONTENT


class TestPieces:
    def test_they_lie_closed_and_make_the_file_again(self, folder, tmp_path):
        path = tmp_path / "u.part"
        assert pieces.put(path, 0, CONTENT[:70_000], "u") and pieces.put(path, 70_000, CONTENT[70_000:], "u")
        assert b"in the second chunk" not in path.read_bytes() and pieces.standing(path) == len(CONTENT)
        with io.BufferedReader(pieces.Gathered(path, "u")) as whole:
            assert whole.read() == CONTENT and whole.seek(65_536) and whole.read(19) == b"in the second chunk"

    def test_a_broken_off_piece_is_written_over_and_a_gap_refused(self, folder, tmp_path):
        path = tmp_path / "u.part"
        assert pieces.put(path, 0, b"first", "u") and pieces.put(path, 5, b"lost answer", "u")
        with path.open("ab") as handle:
            handle.write(b"half a frame")
        assert not pieces.put(path, 9, b"x", "u"), "nothing begins there"
        assert pieces.put(path, 5, b" second", "u")
        with io.BufferedReader(pieces.Gathered(path, "u")) as whole:
            assert whole.read() == b"first second"
