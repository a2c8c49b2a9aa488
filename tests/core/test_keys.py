"""Keys: made once, rotated without losing the earlier ones, never shown, a damaged file is said so."""

import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from xinglongtai.core import keys
from xinglongtai.core.errors import DomainError


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.KEYS_DIR = tmp_path / "keys"
    return settings.KEYS_DIR


def test_the_first_use_makes_one_key_and_keeps_it(folder):
    key = keys.current("data")
    assert (key.id, len(key.secret)) == ("k1", 32)
    assert keys.current("data") == key != keys.current("audit")
    assert stat.S_IMODE(keys.path_of("data").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_many_at_once_agree_on_the_first_key():
    with ThreadPoolExecutor(8) as pool:
        assert len({key.secret for key in pool.map(keys.current, ["data"] * 16)}) == 1


def test_a_rotation_keeps_what_opens_earlier_rows():
    old = keys.current("data")
    new = keys.add("data")
    assert keys.current("data") == new and new.id == "k2"
    assert keys.find("data", "k1") == old


def test_a_missing_or_damaged_key_is_told(refused):
    keys.current("data")
    with refused(keys.KeyMissing, "缺少密钥 data/k7"):
        keys.find("data", "k7")
    keys.path_of("data").write_text("k1 half")
    with refused(DomainError, "不完整"):
        keys.current("data")
    keys.path_of("data").write_text("")
    with refused(DomainError, "不完整"):
        keys.current("data")


def test_uses_differ_and_nothing_shows_the_secret():
    key = keys.current("data")
    assert key.derive("a") != key.derive("b") != key.secret
    assert key.mark == keys.find("data", "k1").mark and len(key.mark) == 16
    assert str(key.secret) not in repr(key) and key.mark not in key.secret.hex()
