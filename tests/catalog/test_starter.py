"""The starter list: what is loaded, what stays as it is, and that loading twice changes nothing."""

import csv
from io import StringIO

import pytest
from django.contrib.auth.models import Permission
from django.core.management import CommandError, call_command

from catalog.models import Batch, Citation, ConditionToken, Item, ItemVersion, StatuteVersion
from catalog.services import item_version_new, item_version_save, starter_load
from catalog.services.starter import FILES
from catalog.status import LoadState, VersionState
from xinglongtai.core.errors import DomainError, NotAllowed
from xinglongtai.core.models import Event

from .conftest import TODAY, colleague_of, make_person, people

pytestmark = pytest.mark.django_db


def by_command(legal):
    """What the command says, which takes the second legal person by itself."""
    colleague_of(legal.bureau)
    out = StringIO()
    call_command("load_starter_catalog", bureau=legal.bureau.code, publish=True, actor="fazhi", stdout=out)
    return out.getvalue()


#: Really loaded, in this file.
STAGES = {
    "loaded": lambda: people(by_command),
    "drafts": lambda: people(lambda legal: starter_load(actor=legal, on=TODAY)),
}


def items_file():
    with open(FILES / "items.csv", encoding="utf-8") as handle:
        return {line["item_no"]: line for line in csv.DictReader(handle)}


def test_66_rows_with_their_states(drafts):
    assert (drafts.created, drafts.published) == (66, 0)
    lines = items_file()
    versions = ItemVersion.objects.select_related("item")
    assert versions.count() == len(lines) == 66
    for version in versions:
        line = lines[version.item.number]
        assert version.load_state == line["default_state"]
        assert version.verified == (line["verified"] == "yes")
        assert version.state == VersionState.DRAFT
    assert not versions.filter(verified=False, load_state=LoadState.ENABLED).exists()


def test_the_batch_says_that_it_is_a_sample(drafts, bureau):
    batch = Batch.objects.get(bureau=bureau)
    assert batch.is_sample
    assert str(batch) == "起步清单（示例）"


def test_citations_name_the_statute_version_that_was_read(drafts):
    assert Citation.objects.count() == 274
    assert not Citation.objects.filter(statute_version=None).exists()
    assert StatuteVersion.objects.count() == 50
    prize = Citation.objects.get(version__item__number="T5", role="violated")
    assert prize.statute_version.version_date.isoformat() == "2025-06-27"


def test_comparisons_are_taken_apart(drafts):
    goods = ConditionToken.objects.get(token="goods_value<=500")
    assert (goods.comparator, goods.parameter, goods.unit) == ("<=", "500", "元")
    party = ConditionToken.objects.get(token="party_type=company")
    assert (party.comparator, party.parameter) == ("=", "company")


def test_publishing_leaves_what_has_no_articles_as_a_draft(loaded):
    assert "事项新增 66，已有 0，发布 64" in loaded
    left = [line.split("：")[1] for line in loaded.splitlines() if "仍为草稿" in line]
    assert [text.split()[0] for text in left] == ["C10", "F13"]
    assert ItemVersion.objects.published().filter(load_state=LoadState.DISABLED).count() == 9
    assert ItemVersion.objects.published().filter(load_state=LoadState.REVIEW).count() == 19
    assert ItemVersion.objects.published().filter(load_state=LoadState.ENABLED).count() == 36


def test_loading_twice_changes_nothing(loaded, legal, on):
    events = Event.objects.count()
    again = starter_load(actor=legal, on=on, approver=colleague_of(legal.bureau))
    assert (again.created, again.present, again.published) == (0, 66, 0)
    assert Event.objects.count() == events


def test_an_edited_draft_is_not_overwritten(drafts, legal, on):
    version = ItemVersion.objects.get(item__number="R3")
    version.note = "本局意见"
    item_version_save(version=version, actor=legal, fields=["note"])
    starter_load(actor=legal, on=on)
    assert ItemVersion.objects.get(item__number="R3").note == "本局意见"


def test_publishing_takes_two_people(legal, officer, other_legal, on):
    with pytest.raises(DomainError, match="本机关的法制人员"):
        starter_load(actor=legal, on=on, approver=other_legal)
    with pytest.raises(DomainError, match="两名法制人员"):
        starter_load(actor=legal, on=on, approver=legal)
    with pytest.raises(NotAllowed):
        starter_load(actor=legal, on=on, approver=officer)
    assert not ItemVersion.objects.exists()


def test_an_officer_may_not_load(officer, on):
    with pytest.raises(NotAllowed):
        starter_load(actor=officer, on=on)


def test_command_without_a_second_person(legal, bureau):
    with pytest.raises(CommandError, match="第二名"):
        call_command("load_starter_catalog", bureau=bureau.code, publish=True)
    assert not ItemVersion.objects.exists()


def test_command_as_somebody_without_the_right(bureau, legal):
    officer = make_person(bureau, "banquan", None)
    officer.user.user_permissions.add(Permission.objects.get(codename="import_catalog"))
    with pytest.raises(CommandError, match="没有"):
        call_command("load_starter_catalog", bureau=bureau.code, publish=True, actor="banquan")


def test_command_says_what_is_missing(bureau, officer):
    with pytest.raises(CommandError, match="没有代号为“nowhere”的机关"):
        call_command("load_starter_catalog", bureau="nowhere")
    with pytest.raises(CommandError, match="法制"):
        call_command("load_starter_catalog", bureau=bureau.code)


def test_a_draft_that_the_second_person_edited_waits_for_a_third(drafts, legal, on):
    approver = colleague_of(legal.bureau)
    version = ItemVersion.objects.get(item__number="R3")
    version.note = "本局意见"
    item_version_save(version=version, actor=approver, fields=["note"])
    outcome = starter_load(actor=legal, on=on, approver=approver)
    assert outcome.published == 63
    assert any("R3" in words and "另一名法制人员" in words for words in outcome.left_as_draft)
    version.refresh_from_db()
    assert version.state == VersionState.PENDING
    verbs = Event.objects.filter(target_id=version.pk, verb__startswith="item_version_").values_list("verb", flat=True)
    assert "item_version_submit" in verbs and "item_version_publish" not in verbs


def test_later_drafts_of_the_sample_go_one_by_one(loaded, legal, on):
    """A second version follows the first, or is refused where it would not."""
    for number, start in (("R3", on), ("R4", None)):
        version = item_version_new(item=Item.objects.get(bureau=legal.bureau, number=number), actor=legal)
        version.effective_from = start
        item_version_save(version=version, actor=legal, fields=["effective_from"])
    again = starter_load(actor=legal, on=on, approver=colleague_of(legal.bureau))
    assert again.published == 1 and any(words.startswith("R4 第2版不能提交审核") for words in again.left_as_draft)
    states = {row.state for row in ItemVersion.objects.filter(item__number="R3", version_no=2)}
    assert states == {VersionState.PUBLISHED}
    first = ItemVersion.objects.get(item__number="R3", version_no=1)
    assert first.effective_to and first.effective_to < on
