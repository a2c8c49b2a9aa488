"""抄录助手: packs edited by legal staff, filled in for a case, ticks by person and case, numbers only for those who may see them."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from cases.outcomes import NO_CASE_BASES
from cases.services import disposition_decide, disposition_propose
from tests import factories as make
from tests.factories import DAY
from xinglongtai.core.display import mask_id
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible, StaleRow, TransitionRefused
from xinglongtai.core.models import Event
from xinglongtai.oversight.bridge import copying, fields, services_packs
from xinglongtai.oversight.bridge.models import CopyTick, FieldLine, FieldPack
from xinglongtai.oversight.bridge.services_packs import LineInput
from xinglongtai.oversight.demo.identities import id_number_of

pytestmark = pytest.mark.django_db
LINES = [
    LineInput("当事人", "party.name"),
    LineInput("身份证号", "party.id_number"),
    LineInput("电话", "party.phone"),
    LineInput("检查日期", "case.inspected_on"),
    LineInput("立案日期", "case.filed_on"),
    LineInput("程序", text="柔性执法"),
    LineInput("公示期限"),
]


def save(office, lines=LINES, **more) -> FieldPack:
    given = {"system": "演示系统", "title": "登记", "date_style": "chinese", **more}
    return services_packs.pack_save(actor=office.legal, lines=lines, **given)


def test_filled_in_for_a_case(office):
    pack, case = save(office), office.draft()
    party = case.party
    lines = copying.filled(pack, case, office.officer, plain=True)
    assert [line.text for line in lines] == [party.name, "", party.phone, "2026年6月1日", "", "柔性执法", ""]
    assert [line.hint for line in lines[:2]] == ["", "本案没有填写"] and "请在对方系统中填写" in lines[6].hint
    assert copying.shows_numbers(lines)
    assert (
        copying.all_text(lines) == f"当事人\t{party.name}\n电话\t{party.phone}\n检查日期\t2026年6月1日\n程序\t柔性执法"
    )
    masked = copying.filled(pack, case, office.supervisor, plain=False)
    assert masked[2].hidden and masked[2].text.startswith("199****") and not copying.shows_numbers(masked)
    assert party.phone not in copying.all_text(masked)
    person = make.party(office.bureau, office.officer, kind="natural_person", id_number=id_number_of(1))
    hidden = copying.filled(pack, office.draft(party_=person), office.supervisor, plain=False)
    assert hidden[1].text == mask_id(person.id_number) and not hidden[1].copyable
    FieldLine.objects.filter(pack=pack, label="当事人").update(source="gone.field")
    assert "字段已不可用" in copying.filled(pack, case, office.officer, plain=True)[0].hint


def test_every_known_field_reads_every_situation(office):
    """Nothing in the closed list fails on an empty case or on one that is over."""
    over = office.educated(office.rechecked())
    basis = NO_CASE_BASES["20-1"]
    row = disposition_propose(
        case=over, actor=office.officer, on=DAY, outcome="no_case", basis=basis, reason="已改正到位"
    )
    disposition_decide(disposition=row, actor=office.leader, on=DAY, approve=True)
    over.refresh_from_db()
    empty = {}
    for case, known in ((office.draft(), empty), (over, full := {})):
        source = fields.read_case(case)
        for key in (key for _, group in fields.choices() for key, _ in group):
            known[key] = fields.written(fields.known(key).read(source), "plain")
    assert empty["pledge.number"] == "" and full["pledge.number"] == over.pledges.get().letter.number
    assert (full["outcome.label"], full["outcome.basis"], full["recheck.result"]) == ("不予立案", basis, "整改到位")
    assert full["case.inspected_on"] == "20260601" and full["officer.second"] == office.second.name
    assert [fields.written(date(2026, 1, 2), style) for style in ("dashed", "slashed")] == ["2026-01-02", "2026/01/02"]


def test_the_packs_that_come_along_are_marked_and_fit(office):
    shipped = json.loads(Path(services_packs._STARTER).read_text(encoding="utf-8"))
    sources = {source for entry in shipped for _, source in entry["lines"] if source and not source.startswith("=")}
    assert all(fields.known(source) for source in sources)
    made = services_packs.pack_starter(actor=office.legal)
    assert [pack.lines.count() for pack in made] == [len(entry["lines"]) for entry in shipped]
    assert all(pack.checked_on is None and pack.on for pack in made)
    with pytest.raises(TransitionRefused, match="没有新的"):
        services_packs.pack_starter(actor=office.legal)
    services_packs.pack_starter(actor=make.Office("far").legal)
    with pytest.raises(NotAllowed):
        services_packs.pack_starter(actor=office.officer)


def test_editing(office):
    """A changed pack is 待核实 again; a line that keeps its name keeps its ticks; what does not fit is refused."""
    pack = save(office)
    pack = services_packs.pack_check(pack=pack, actor=office.legal, on=DAY, checked=True, version=pack.version)
    assert (pack.checked_on, pack.checked_by) == (DAY, office.legal)
    case, line = office.draft(), pack.lines.get(label="电话")
    assert services_packs.copy_tick(case=case, line=line, actor=office.officer, done=True) == 1
    with pytest.raises(StaleRow, match=office.legal.name):
        save(office, pack=pack, version=1)
    pack = save(
        office, [LineInput("电话", "party.phone"), LineInput("电话", text="备用")], pack=pack, version=pack.version
    )
    assert [(one.label, one.kind, one.pk == line.pk) for one in pack.lines.all()] == [
        ("电话", "field", True),
        ("电话", "fixed", False),
    ]
    assert pack.checked_on is None and CopyTick.objects.get().line == line
    pack = services_packs.pack_check(pack=pack, actor=office.legal_2, on=DAY, checked=False)
    for lines, words in (
        ([], "至少写一个"),
        ([LineInput("x")] * 81, "最多 80"),
        ([LineInput(" ")], "第 1 行"),
        ([LineInput("x", "party.name", "y")], "只能选一样"),
        ([LineInput("x", "party.password")], "不在可用字段中"),
    ):
        with pytest.raises(DomainError, match=words):
            save(office, lines, pack=pack)
    with pytest.raises(DomainError, match="已经有字段包"):
        save(office)
    with pytest.raises(NotVisible):
        services_packs.pack_switch(pack=pack, actor=make.Office("far").legal, on=False)
    with pytest.raises(TransitionRefused, match="启用"):
        services_packs.pack_switch(pack=pack, actor=office.legal, on=True)
    assert not services_packs.pack_switch(pack=pack, actor=office.legal, on=False).on
    with transaction.atomic(), pytest.raises(IntegrityError):
        FieldLine.objects.create(pack=pack, position=9, label="x", kind="field", source="")


def test_ticks_are_of_a_person_and_a_case(office):
    pack, case = save(office), office.draft()
    first, second = list(pack.lines.all()[:2])
    tick = services_packs.copy_tick
    assert tick(case=case, line=first, actor=office.officer, done=True) == 1
    assert tick(case=case, line=first, actor=office.officer, done=True) == 1
    assert tick(case=case, line=second, actor=office.second, done=True) == 1
    assert tick(case=case, line=first, actor=office.officer, done=False) == 0
    count = services_packs.copy_ticks_set(
        case=case, pack=pack, actor=office.officer, lines={first.pk, second.pk, 10**9}
    )
    assert count == 2
    services_packs.copy_ticks_set(case=case, pack=pack, actor=office.officer, lines={second.pk})
    assert [line.done for line in copying.filled(pack, case, office.officer, plain=True)][:3] == [False, True, False]
    with pytest.raises(NotVisible):
        tick(case=case, line=first, actor=office.stranger, done=True)
    foreign = save(make.Office("far")).lines.first()
    with pytest.raises(NotVisible):
        tick(case=case, line=foreign, actor=office.officer, done=True)
    with pytest.raises(NotAllowed):
        services_packs.copy_opened(case=case, pack=pack, actor=office.supervisor, now=timezone.now())


def test_pages(office, client):
    """Each opening with numbers is an event, one without them is none; the ticks come back; a pack that is off is not offered."""
    pack, case = save(office), office.draft()
    here = reverse("oversight:copy", args=[case.pk, pack.pk])
    tick = reverse("oversight:copy_tick", args=[case.pk, pack.pk])
    client.force_login(office.officer.user)
    assert here in client.get(reverse("oversight:copy_packs", args=[case.pk])).content.decode()
    assert reverse("oversight:copy_packs", args=[case.pk]) in client.get(f"/cases/{case.pk}/").content.decode()
    assert case.party.phone not in client.get(here).content.decode()
    assert case.party.phone in client.post(here, {"purpose": "copying"}).content.decode()
    for _ in range(1):
        page = client.get(here)
        assert case.party.phone in page.content.decode() and "no-store" in page["Cache-Control"]
    assert Event.objects.filter(verb="copy_identities", thread=case.thread, actor=office.officer).count() == 2
    first, second = pack.lines.all()[:2]
    assert client.post(tick, {"line": first.pk, "done": "1"}, headers={"X-Requested-With": "fetch"}).json() == {
        "done": 1
    }
    assert client.post(tick, {"line": first.pk, "done": "0"}).status_code == 204
    assert client.post(tick, {"ticks": [second.pk, "x"]})["Location"] == here
    assert client.get(here).context["done"] == 1
    client.force_login(office.supervisor.user)
    assert case.party.phone not in client.get(here).content.decode()
    assert Event.objects.filter(verb="copy_identities").count() == 3
    services_packs.pack_switch(pack=pack, actor=office.legal, on=False)
    assert client.get(here).status_code == 404


def test_the_editor(office, client):
    client.force_login(office.legal.user)
    client.post(reverse("oversight:pack_starter")), client.post(reverse("oversight:pack_starter"))
    pack = FieldPack.objects.get(form="立案登记")
    here = reverse("oversight:pack", args=[pack.pk])
    page = client.get(here)
    sent = {"line-TOTAL_FORMS": 5, "line-INITIAL_FORMS": 0, "system": "演示", "title": "登记", "date_style": "plain"}
    sent |= {"line-0-label": "二", "line-0-order": 20, "line-1-label": "一", "line-1-order": 10, "line-1-text": "x"}
    sent |= {"line-2-label": "去掉的", "line-2-drop": "on", "line-3-label": "末", "line-3-source": "party.name"}
    assert page.status_code == 200 and client.post(here, {**sent, "version": 9}).status_code == 422
    wrong = client.post(here, {**sent, "version": 1, "line-0-text": "y", "line-0-source": "party.name"})
    assert wrong.status_code == 422 and "只能选一样" in wrong.content.decode()
    assert client.post(here, {**sent, "version": 1})["Location"] == here
    assert [line.label for line in pack.lines.all()] == ["一", "二", "末"]
    assert client.post(reverse("oversight:pack_new"), {**sent, "version": 0, "title": "新"}).status_code == 302
    act = reverse("oversight:pack_act", args=[pack.pk])
    for word, version in (("check", 2), ("uncheck", 3), ("off", 4), ("on", 5), ("on", 6), ("", 6)):
        client.post(act, {"act": word, "version": version})
    pack.refresh_from_db()
    assert (pack.version, pack.state, pack.checked_on) == (6, "on", None)
    assert "待核实" in client.get(reverse("oversight:packs")).content.decode()
