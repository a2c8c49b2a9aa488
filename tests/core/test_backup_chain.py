"""After a restore the chain of the record is proved against the backup's own head, and goes on from there with the reason."""

import json

import pytest

from tests import record_stage
from tests.core.papers import make_bureau
from xinglongtai.core.continuity import proving
from xinglongtai.core.record import chain, heads, sealing

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chained(tmp_path, settings):
    """Acts in the chain; the last line of the file of heads, as a backup keeps it."""
    settings.VAR_DIR, settings.KEYS_DIR = tmp_path / "var", tmp_path / "keys"
    record_stage.write(None, make_bureau())
    sealing.seal(everywhere=True)
    return heads.path().read_text().splitlines()[-1]


def newer_file():
    """What the machine's own file tells of after the backup."""
    last = chain.last_seal()
    heads.append(last.number + 1, last.last + 5, b"\1" * 32)


def test_the_chain_must_pass_through_the_head_of_the_backup(chained):
    assert json.loads(chained)["seq"] == chain.last_seal().last >= 6
    proof = proving._record({"record_head": chained})
    assert proof.good and "完整" in proof.words
    foreign = json.dumps(json.loads(chained) | {"digest": "00" * 32})
    assert not proving._record({"record_head": foreign}).good


def test_a_newer_file_of_heads_on_this_machine_is_told_and_the_chain_goes_on(chained):
    newer_file()
    proof = proving._record({"record_head": chained})
    assert proof.good and "备份以后的 5 条记录没有了" in proof.words
    sealed = proving._sealed("磁盘损坏")
    assert sealed.good and "完整" in sealed.words
    assert [head.reason for head in heads.in_force()[1]] == ["磁盘损坏"]


def test_a_chain_that_is_broken_inside_is_not_taken_for_an_older_one(chained, settings):
    newer_file()
    found = []
    change = "UPDATE core_event SET verb = 'account_add' WHERE id = (SELECT MAX(event_id) FROM core_eventlink)"
    record_stage.tampered(change, then=lambda: found.append(proving._record({"record_head": chained})))
    assert not found[0].good and proving._record({"record_head": chained}).good
