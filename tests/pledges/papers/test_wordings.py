"""Template wording: a version waits for a second person, holds for new papers only, and never changes."""

import pytest
from django.urls import reverse

from pledges.models import PaperWording
from pledges.papers import due, fields
from pledges.papers import services as papers
from pledges.papers.defaults import DEFAULTS
from pledges.papers.wording_pages import differences, rows_of
from tests import factories as make
from tests.papers_stage import issue
from xinglongtai.core import roles
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, TransitionRefused
from xinglongtai.core.models import Event, Notice

pytestmark = pytest.mark.django_db
AT_ONCE = {"mode": "immediate", "due_on": ""}
DEFAULT = DEFAULTS[due.ORDER]
TEXT = "\n".join(DEFAULT.paragraphs)
MORE = f"{TEXT}\n改正有困难的，可以到本局咨询。"


def save(office, text=MORE, actor=None, kind=due.ORDER, **changes):
    values = {"title": DEFAULTS[kind].title, "text": text, "notes": DEFAULTS[kind].notes, **changes}
    return papers.wording_save(bureau=office.bureau, kind=kind, actor=actor or office.legal, **values)


def approved(office, text=MORE):
    return papers.wording_approve(wording=save(office, text), actor=office.legal_2)


def test_a_version_waits_for_a_second_person_and_then_holds(office):
    row = save(office, note="群众问得多")
    assert (row.version_no, row.approved_at) == (1, None) and str(row) == "责令改正通知书 第1版"
    assert papers.wording_in_force(office.bureau, due.ORDER).version == 0
    assert Notice.objects.get().officer == office.legal_2
    papers.wording_approve(wording=row, actor=office.legal_2)
    assert papers.wording_in_force(office.bureau, due.ORDER).version == 1
    assert {event.verb for event in Event.objects.filter(thread__startswith="wording:")} == {
        "wording_save",
        "wording_approve",
    }


def test_an_issued_paper_keeps_its_words(office):
    case, other = office.ready(), office.ready()
    before = issue(office, case, due.ORDER, values=AT_ONCE)
    approved(office)
    after = issue(office, other, due.ORDER, values=AT_ONCE)
    before.document.refresh_from_db()
    assert before.document.snapshot["wording_version"] == 0 and "咨询" not in str(before.document.snapshot)
    assert after.document.snapshot["wording_version"] == 1 and "可以到本局咨询" in str(after.document.snapshot)


@pytest.mark.parametrize(
    ("changes", "words", "field"),
    [
        ({"text": "只有一句"}, "缺少必须有的占位：{改正要求}、{改正内容}、{违法行为}、{违反条款}", "paragraphs"),
        ({"text": MORE + "{当事人}"}, "不认识的占位“{当事人}”", "paragraphs"),
        ({"title": ""}, "请填写标题", "title"),
        ({"text": TEXT}, "完全一样", "paragraphs"),
        ({"text": MORE + "\U0010fffd"}, "无法印刷", None),
        ({"base": 7}, "已有人存了新版本", None),
    ],
)
def test_what_is_wrong_is_named_and_not_kept(office, refused, changes, words, field):
    with refused(DomainError, words, field=field):
        save(office, **changes)
    assert not PaperWording.objects.exists()


def test_who_may(office):
    foreign = make.Office("far")
    row = save(office)
    for actor, error in ((office.officer, NotAllowed), (office.leader, NotAllowed), (foreign.legal, NotAllowed)):
        with pytest.raises(error):
            save(office, text=MORE + "再一句", actor=actor)
    for actor, error in ((office.legal, NotAllowed), (office.leader, NotAllowed), (foreign.legal, NotVisible)):
        with pytest.raises(error):
            papers.wording_approve(wording=row, actor=actor)


def test_back_to_an_older_one_is_a_new_version(office, refused):
    first, second = approved(office), approved(office, MORE + "第二句")
    with refused(TransitionRefused, "已经启用"):
        papers.wording_approve(wording=second, actor=office.legal_2)
    third = save(office, first.paragraphs)
    assert third.version_no == 3 and third.paragraphs == first.paragraphs
    skipped = save(office, MORE + "第四句")
    papers.wording_approve(wording=skipped, actor=office.legal_2)
    with refused(TransitionRefused, "已有更新的版本在用"):
        papers.wording_approve(wording=third, actor=office.legal_2)


def test_a_version_never_changes(office):
    row = save(office)
    row.paragraphs = "别的"
    with pytest.raises(TransitionRefused):
        row.save()
    with pytest.raises(TransitionRefused):
        row.delete()
    done = papers.wording_approve(wording=PaperWording.objects.get(pk=row.pk), actor=office.legal_2)
    with pytest.raises(TransitionRefused):
        done.save()


def test_a_wording_that_no_longer_passes_is_not_put_in_force(office, refused, monkeypatch):
    row = save(office)
    monkeypatch.setitem(fields._REQUIRED, due.ORDER, frozenset({"机关地址"}))
    with refused(DomainError, "{机关地址}"):
        papers.wording_approve(wording=row, actor=office.legal_2)


def test_every_kind_has_a_line_and_changes_are_shown(office, django_assert_num_queries):
    approved(office)
    waiting = save(office, MORE + "又一句")
    with django_assert_num_queries(1):
        lines = {row.kind: row for row in rows_of(office.bureau)}
    assert len(lines) == 10 and lines[due.SCENE].current is None
    assert (lines[due.ORDER].current.version_no, lines[due.ORDER].waiting) == (1, waiting)
    old = DEFAULT
    new = papers.wording_in_force(office.bureau, due.ORDER)
    (change,) = differences(old, new)
    assert change.old == "" and "咨询" in change.new and change.pieces[0][0] == "in"
    retitled = type(old)("别的标题", old.paragraphs[1:], "别的来源")
    assert [row.label for row in differences(old, retitled)] == ["标题", "第1段", "来源和待核实事项"]


PAGES = "admin:pledges_paperwording_"


def page(client, user, name, *args, query="", **post):
    user.is_staff = user.groups.filter(name__in=roles.BACK_OFFICE).exists()  # as ``seed_roles`` leaves it
    user.save()
    client.force_login(user)
    address = reverse(PAGES + name, args=args) + query
    return client.post(address, post) if post else client.get(address)


def test_the_pages_of_the_back_office(office, client):
    assert "产品默认" in page(client, office.legal.user, "changelist").content.decode()
    shown = page(client, office.legal.user, "edit", due.ORDER)
    assert "{改正要求}" in shown.content.decode() and "必须有" in shown.content.decode()
    typed = {"title": "责令改正通知书", "paragraphs": MORE, "notes": "待核实", "note": "", "base": "0"}
    sample = page(client, office.legal.user, "edit", due.ORDER, **typed, sample="1")
    assert sample["Content-Type"] == "application/pdf" and not PaperWording.objects.exists()
    bad = page(client, office.legal.user, "edit", due.ORDER, **typed | {"paragraphs": "{没有这个}"}, save="1")
    assert "不认识的占位“{没有这个}”" in bad.content.decode() and "缺少必须有的占位" in bad.content.decode()
    unprintable = typed | {"paragraphs": MORE + "\U0010fffd"}
    assert "无法印刷" in page(client, office.legal.user, "edit", due.ORDER, **unprintable, sample="1").content.decode()
    saved = page(client, office.legal.user, "edit", due.ORDER, **typed, save="1")
    assert saved.status_code == 302
    row = PaperWording.objects.get()
    own = page(client, office.legal.user, "kind", due.ORDER).content.decode()
    assert "由另一名法制人员启用" in own and "咨询" in own
    assert "启用这一版" in page(client, office.legal_2.user, "kind", due.ORDER).content.decode()
    assert "核对无误，启用" in page(client, office.legal_2.user, "approve", row.pk).content.decode()
    assert page(client, office.legal.user, "approve", row.pk, yes="1").status_code == 302
    row.refresh_from_db()
    assert row.approved_at is None
    page(client, office.legal_2.user, "approve", row.pk, yes="1")
    row.refresh_from_db()
    assert row.approved_by == office.legal_2
    for query in ("", "?version=0", "?version=1"):
        found = page(client, office.legal.user, "sample", due.ORDER, query=query)
        assert found["Content-Type"] == "application/pdf"
    again = page(client, office.legal.user, "edit", due.ORDER, query="?from=0").content.decode()
    assert "咨询" not in again.split("wording-slots")[0]
    assert "咨询" in page(client, office.legal.user, "edit", due.ORDER, query="?from=1").content.decode()
    assert page(client, office.legal.user, "change", row.pk).status_code == 302
    assert page(client, office.legal.user, "change", "9x").status_code == 302


def test_the_pages_are_closed_to_others(office, client):
    row = save(office)
    foreign = make.Office("far")
    for person in (office.sysadmin, office.officer, office.leader):
        for name, args in (("changelist", ()), ("kind", (due.ORDER,)), ("edit", (due.ORDER,)), ("approve", (row.pk,))):
            assert page(client, person.user, name, *args).status_code in (302, 403), (person, name)
    assert page(client, foreign.legal.user, "approve", row.pk).status_code == 404
    assert "第1版" not in page(client, foreign.legal.user, "kind", due.ORDER).content.decode()
    assert page(client, office.legal.user, "kind", "nothing").status_code == 403
