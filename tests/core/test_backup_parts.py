"""The parts of a backup by themselves: closed streams, keys, lines of the journal, what is kept. No database."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xinglongtai.core.continuity import journal, keyring, sealed
from xinglongtai.core.continuity.journal import Given
from xinglongtai.core.continuity.retention import kept_of
from xinglongtai.core.errors import DomainError

A, B = keyring.make(), keyring.make()


def opened(path: Path, private: str) -> bytes:
    out = bytearray()
    sealed.unseal(path, keyring.read_private(private), out.extend)
    return bytes(out)


def test_each_of_several_keys_opens_what_went_in(tmp_path):
    data = bytes(range(256)) * 5000
    part = sealed.seal([data[:10], data[10:]], tmp_path / "a.age", [A[1], B[1]])
    assert opened(tmp_path / "a.age", A[0]) == opened(tmp_path / "a.age", B[0]) == data
    assert (part.plain_size, part.sealed_size) == (len(data), (tmp_path / "a.age").stat().st_size)
    assert sealed.hash_of(tmp_path / "a.age") == (part.sealed_size, part.sealed_sha256)
    assert data[:100] not in (tmp_path / "a.age").read_bytes()


def test_another_key_and_every_change_are_refused(tmp_path, refused):
    path = tmp_path / "a.age"
    sealed.seal([b"x" * 200_000], path, [A[1]])
    with refused(sealed.WrongKey, "打不开"):
        opened(path, B[0])
    whole = path.read_bytes()
    for at in (5, 150, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(DomainError):
            opened(path, A[0])
    for end in (0, 10, 70_000, len(whole) - 1):
        path.write_bytes(whole[:end])
        with refused(sealed.Damaged):
            opened(path, A[0])


def test_a_fault_while_reading_or_writing_comes_through(tmp_path):
    def broken():
        yield b"x" * 70_000
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space") as caught:
        sealed.seal(broken(), tmp_path / "a.age", [A[1]])
    assert caught.value.errno == 28
    sealed.seal([b"y" * 100], tmp_path / "b.age", [A[1]])

    def full(data):
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        sealed.unseal(tmp_path / "b.age", keyring.read_private(A[0]), full)


def test_packing_can_be_cut_short_nowhere():
    packed = b"".join(sealed.gzipped([b"a" * 10, b"b" * 3_000_000]))
    out = bytearray()
    unpack = sealed.Gunzip(out.extend)
    unpack(packed)
    unpack.close()
    assert bytes(out) == b"a" * 10 + b"b" * 3_000_000
    short = sealed.Gunzip(bytearray().extend)
    short(packed[:-9])
    with pytest.raises(sealed.Damaged):
        short.close()


def test_keys_are_registered_read_and_taken_off(tmp_path, settings, refused):
    settings.KEYS_DIR = tmp_path / "keys"
    keyring.add(A[1], name="档案室", on=date(2026, 6, 1))
    with refused(DomainError, "已经登记"):
        keyring.add(A[1], name="又一次", on=date(2026, 6, 1))
    with refused(DomainError, "最后一把"):
        keyring.remove(A[1])
    keyring.add(B[1], name="", on=date(2026, 6, 2))
    assert [(one.key, one.name) for one in keyring.recipients()] == [(A[1], "档案室"), (B[1], "")]
    keyring.remove(A[1])
    assert [one.key for one in keyring.recipients()] == [B[1]]
    for words in (A[0], "age1qqqq"):
        with refused(DomainError, "不是公钥"):
            keyring.add(words, name="", on=date(2026, 6, 1))
    with refused(DomainError, "抄错"):
        keyring.read_private(A[0][:-1] + ("Q" if A[0][-1] != "Q" else "P"))
    with refused(DomainError, "没有读到私钥"):
        keyring.read_private(A[1])
    assert (tmp_path / "keys" / "backup.recipients").stat().st_mode & 0o77 == 0


def test_only_this_server_signs_as_this_server(tmp_path, settings):
    settings.KEYS_DIR = tmp_path / "one"
    signature, public = keyring.sign(b"told"), keyring.signer()
    assert keyring.signed_by(public, signature, b"told") and not keyring.signed_by(public, signature, b"tolD")
    settings.KEYS_DIR = tmp_path / "two"
    assert keyring.signer() != public and not keyring.signed_by(keyring.signer(), signature, b"told")
    assert not keyring.signed_by("", "", b"told") and not keyring.signed_by("zz", signature, b"told")


def line(n: int, text: str = "盘兴市监柔承〔2026〕1号") -> Given:
    return Given("2026-06-01T10:00:00+08:00", 1, "pledge", 2026, n, "{prefix}柔承〔{year}〕{n}号", text)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=30), st.integers(1, 10**9))
def test_a_line_is_read_as_it_was_written_and_a_changed_one_not_at_all(text, n):
    written = journal.line_of(line(n, text))
    assert journal.parse(written) == line(n, text)
    assert journal.parse(written[:-1]) is None and journal.parse("9" + written) is None


def test_a_line_cut_short_swallows_no_other(tmp_path):
    place = tmp_path / "numbers" / "x.journal"
    journal.add([line(1), line(2)], place)
    place.write_bytes(place.read_bytes()[:-5])
    journal.add([line(3)], place)
    assert [given.n for given in journal.read(place)] == [1, 3]
    heights = journal._Heights()
    assert heights.of(place)[1, "pledge", 2026].n == 3
    journal.add([line(7), line(5)], place)
    assert heights.of(place)[1, "pledge", 2026].n == 7
    assert place.stat().st_mode & 0o77 == 0 and list(journal.read(tmp_path / "none")) == []


def test_newest_of_days_weeks_and_months_are_kept():
    first = date(2026, 1, 1)
    days = [(f"{first + timedelta(days=n)}", first + timedelta(days=n)) for n in range(300)]
    kept = sorted(kept_of(days, (14, 8, 24)))
    assert kept[-14:] == [name for name, _ in days[-14:]]  # days
    months = {name for name, day in days if (day + timedelta(days=1)).day == 1}
    assert months <= set(kept) and len(kept) <= 14 + 8 + 10
    twice = [("a", first), ("b", first)]
    assert kept_of(twice, (1, 0, 0)) == {"b"} and kept_of([], (14, 8, 24)) == set()
    old = [("x", date(2020, 1, 1)), ("y", date(2020, 1, 2))]  # a long stand-still drops nothing
    assert kept_of(old, (14, 8, 24)) == {"x", "y"}
