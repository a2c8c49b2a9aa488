"""Asking for a file, keeping it, opening it, tidying; what a failure leaves; and what people are told of a packet."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cases import services as case_services
from cases.models import Case
from cases.outcomes import NO_CASE_BASES
from pledges import services as pledge_services
from pledges.casefile import building, bundle, contents, press, reading, selectors, services
from pledges.casefile import jobs as casefile_jobs
from pledges.models import CaseFile, CaseFileKind
from tests.casefile_stage import film, make, spoil
from tests.factories import DAY, item, party, photo
from xinglongtai.core import documents, parameters
from xinglongtai.core.errors import DomainError, NotAllowed, NotVisible
from xinglongtai.core.models import Event, Job, JobState, Parameter
from xinglongtai.oversight.demo.identities import id_number_of
from xinglongtai.oversight.morning import digest

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def office_of_file(office_of_file, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("load_calendar", years="2025-2026", verbosity=0)
    return office_of_file


def stored() -> list[str]:
    """Names of everything in the storage of case files."""
    root = Path(storages["casefiles"].location)
    return sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()) if root.exists() else []


def kept(case, actor, tmp_path, *, kind="pdf", full=True, content=b"%PDF-1.7", **more) -> CaseFile:
    path = tmp_path / f"x.{kind}"
    path.write_bytes(content)
    values = {"sha256": "0" * 64, "pages": 3, "problems": [], "up_to": 0, **more}
    return services.casefile_keep(case=case, actor=actor, kind=kind, full=full, path=path, **values)


def test_one_click_makes_a_file_that_can_be_fetched(office, client):
    case = office.rechecked("failed", on=DAY)
    client.force_login(office.officer.user)
    job = make(client, case, "pdf")
    assert (job.state, job.result["url"]) == (JobState.DONE, f"/cases/{case.pk}/casefile/"), job.message
    row = CaseFile.objects.get()
    assert row.full and row.case_status == "breached" and row.size == row.file.size and row.pages > 5
    asking = client.get(f"/casefiles/{row.pk}/download")
    assert asking["Location"] == f"/cases/{case.pk}/casefile/"
    client.post(asking["Location"], {"purpose": "handing"})
    response = client.get(f"/casefiles/{row.pk}/download")
    content = b"".join(response.streaming_content)
    assert content.startswith(b"%PDF-1.") and len(content) == row.size
    assert response["Content-Disposition"] == f'attachment; filename="casefile-{case.pk}-{row.pk}.pdf"'
    assert response["Cache-Control"] == "private, no-store"
    verbs = list(Event.objects.filter(thread=case.thread).values_list("verb", flat=True)[:3])
    assert verbs == ["casefile_open", "identity_reason", "casefile_make"]
    assert not list(casefile_jobs.workshops().iterdir())


def test_an_archive_for_a_supervisor_is_the_reduced_one(office, client):
    case = office.signed(on=DAY).case
    client.force_login(office.supervisor.user)
    job = make(client, case, "zip")
    assert job.state == JobState.DONE, job.message
    row = CaseFile.objects.get()
    assert not row.full and row.kind == CaseFileKind.ARCHIVE and row.file.name.endswith(".zip")
    assert b"".join(client.get(f"/casefiles/{row.pk}/download").streaming_content).startswith(b"PK")


def test_a_failure_leaves_nothing(office, client, monkeypatch):
    case, before = office.signed(on=DAY).case, stored()
    client.force_login(office.officer.user)
    monkeypatch.setattr(press, "bind", lambda *_: 1 / 0)
    job = make(client, case, "pdf")
    assert job.state == JobState.FAILED and "没有完成" in job.message
    assert not CaseFile.objects.exists() and stored() == before
    assert not list(casefile_jobs.workshops().iterdir())
    assert not Event.objects.filter(verb="casefile_make").exists()


def test_a_failure_while_keeping_removes_the_bytes(office, tmp_path, monkeypatch):
    case, before = office.signed(on=DAY).case, stored()
    monkeypatch.setattr(services.audit, "record", lambda **_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        kept(case, office.officer, tmp_path)
    assert stored() == before and not CaseFile.objects.exists()


def test_a_work_that_cannot_be_finished_leaves_nothing(office, client, monkeypatch):
    case, before = office.signed(on=DAY).case, stored()
    client.force_login(office.officer.user)
    monkeypatch.setattr(casefile_jobs.jobs.Work, "finish", lambda *_, **__: 1 / 0)
    assert make(client, case, "pdf").state == JobState.FAILED
    assert not CaseFile.objects.exists() and stored() == before


def test_pages_cost_the_same_with_one_row_and_with_many(office, client, tmp_path):
    case = office.rechecked("failed", on=DAY)
    client.force_login(office.officer.user)

    def queries(url):
        with CaptureQueriesContext(connection) as caught:
            assert client.get(url).status_code == 200
        return len(caught)

    urls = [f"/cases/{case.pk}/casefile/", f"/cases/{case.pk}/packet/", f"/cases/{case.pk}/"]
    add = case_services.evidence_add
    kept(case, office.officer, tmp_path)
    add(case=case, actor=office.officer, upload=photo())
    few = [queries(url) for url in urls]
    for n in range(3):
        kept(case, office.officer, tmp_path)
        add(case=case, actor=office.officer, upload=photo(colour=(n, n, 9)))
    assert [queries(url) for url in urls] == few


def test_a_case_that_went_out_of_sight_is_not_made(office, refused):
    case = office.signed(on=DAY).case
    job = Job.objects.create(bureau=office.bureau, kind="casefile_pdf", owner=office.stranger, params={"case": case.pk})
    work = casefile_jobs.jobs.Work(job)
    with refused(NotVisible):
        casefile_jobs._make_pdf(work)


def test_asked_twice_the_first_work_goes_on(office):
    case = office.signed(on=DAY).case
    going = Job.objects.create(
        bureau=office.bureau,
        kind="casefile_pdf",
        owner=office.officer,
        params={"case": case.pk},
        state=JobState.RUNNING,
    )
    assert services.casefile_ask(case=case, actor=office.officer, kind="pdf") == going
    old = timezone.now() - timedelta(minutes=5)
    Job.objects.filter(pk=going.pk).update(asked_at=old)  # its process died: a new one begins
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(services.jobs, "start", lambda kind, params, owner: (kind, params["case"]))
        assert services.casefile_ask(case=case, actor=office.officer, kind="pdf") == ("casefile_pdf", case.pk)


def test_what_is_refused(office, refused, tmp_path):
    case = office.signed(on=DAY).case
    with refused(DomainError, "请选择"):
        services.casefile_ask(case=case, actor=office.officer, kind="exe")
    with refused(NotVisible):
        services.casefile_ask(case=case, actor=office.stranger, kind="pdf")
    with refused(NotVisible):
        services.packet_open(case=case, actor=office.stranger)
    full = kept(case, office.officer, tmp_path)
    with refused(NotAllowed, "不含证件材料的副本"):
        services.casefile_open(casefile=full, actor=office.supervisor, now=timezone.now())
    with refused(NotVisible):
        services.casefile_open(casefile=full, actor=office.stranger, now=timezone.now())
    CaseFile.objects.filter(pk=full.pk).update(file="")
    full.refresh_from_db()
    with refused(DomainError, "已经清理"):
        services.casefile_open(casefile=full, actor=office.officer, now=timezone.now())
    office.officer.user.groups.clear()
    with refused((NotAllowed, NotVisible)):
        services.casefile_ask(case=case, actor=type(office.officer).objects.get(pk=office.officer.pk), kind="pdf")


def test_old_files_go_and_the_newest_of_each_kind_stays(office, tmp_path, capsys):
    case = office.signed(on=DAY).case
    old, new, young, other = (
        kept(case, office.officer, tmp_path),
        kept(case, office.officer, tmp_path),
        kept(case, office.officer, tmp_path, kind="zip"),
        kept(case, office.supervisor, tmp_path, full=False),
    )
    newest = kept(case, office.officer, tmp_path, kind="zip")
    Parameter.objects.create(bureau=office.bureau, key="casefile.keep_days", value="3")
    assert parameters.value(office.bureau, "casefile.keep_days") == 3
    CaseFile.objects.exclude(pk=young.pk).update(made_at=timezone.now() - timedelta(days=4))
    call_command("tidy_casefiles")
    assert "清理案卷文件 1 份" in capsys.readouterr().out
    left = set(CaseFile.objects.exclude(file="").values_list("pk", flat=True))
    assert left == {new.pk, young.pk, other.pk, newest.pk}
    assert CaseFile.objects.filter(pk=old.pk).exists() and not storages["casefiles"].exists(old.file.name)
    assert services.casefiles_tidy(bureau=office.bureau) == 0


def test_workshops_of_killed_processes_are_swept():

    left = casefile_jobs.workshops() / "left"
    left.mkdir(parents=True)
    assert casefile_jobs.sweep() == 0
    os.utime(left, (0, 0))
    assert casefile_jobs.sweep() == 1 and not left.exists()


def test_the_page_says_what_came_after_and_what_one_may_not_have(office, client, tmp_path):
    case = office.signed(on=DAY).case
    newest = Event.objects.filter(thread=case.thread).order_by("-pk").first().pk
    kept(case, office.officer, tmp_path, up_to=newest, problems=["证据第1号的原件与收到时的校验值不一致。"])
    assert [made.newer for made in selectors.latest_of(case, office.officer)] == [0]
    client.force_login(office.officer.user)
    assert "证据第1号的原件与收到时的校验值不一致" in client.get(f"/cases/{case.pk}/casefile/").content.decode()
    office.educated(case)
    assert [made.newer for made in selectors.latest_of(case, office.officer)] == [1]
    assert "之后有新记录" in client.get(f"/cases/{case.pk}/").content.decode()
    client.force_login(office.supervisor.user)
    page = client.get(f"/cases/{case.pk}/casefile/").content.decode()
    assert "不能下载（含证件材料）" in page and "/download" not in page
    assert client.post(f"/cases/{case.pk}/casefile/", {"kind": "x"}).status_code == 422


def test_a_file_that_is_gone_is_said(office, client, tmp_path):
    row = kept(office.signed(on=DAY).case, office.officer, tmp_path)
    storages["casefiles"].delete(row.file.name)
    client.force_login(office.officer.user)
    client.post(f"/cases/{row.case_id}/casefile/", {"purpose": "handing"})
    response = client.get(f"/casefiles/{row.pk}/download")
    assert response.status_code < 500 and "请重新制作" in response.content.decode()


def test_the_packet_is_ready_when_the_pledge_is_broken(office, client, django_assert_max_num_queries):
    case = office.rechecked("failed", on=DAY)
    client.force_login(office.officer.user)
    with django_assert_max_num_queries(40):
        page = client.get(f"/cases/{case.pk}/packet/").content.decode()
    for words in (
        "承诺与复查对照",
        "经过",
        "证据清单",
        "立案审批表（草稿）",
        "改后仍不符合",
        "提出转立案意见",
        "待核实",
    ):
        assert words in page
    pdf = client.get(f"/cases/{case.pk}/packet.pdf")
    assert pdf.content.startswith(b"%PDF") and Event.objects.first().verb == "packet_open"
    case_page = client.get(f"/cases/{case.pk}/").content.decode()
    assert f"/cases/{case.pk}/packet/" in case_page and "转立案材料已备好" in case_page


def test_no_packet_without_a_broken_pledge(office, client):
    case = office.signed(on=DAY).case
    client.force_login(office.officer.user)
    for tail in ("packet/", "packet.pdf"):
        response = client.get(f"/cases/{case.pk}/{tail}", follow=True)
        assert response.redirect_chain == [(f"/cases/{case.pk}/", 302)]
        assert "没有失诺的承诺" in response.content.decode()


def test_handler_and_head_hear_of_it_in_the_morning_until_it_is_proposed(office):

    case = office.rechecked("failed", on=DAY)

    def told():
        found = {m.officer.pk: m for m in digest.messages(office.bureau, DAY + timedelta(days=1), "https://x.test")}
        return {pk: m for pk, m in found.items() if "失诺" in m.text}

    messages = told()
    assert {office.officer.pk, office.second.pk, office.head.pk} <= set(messages)
    assert f"https://x.test/cases/{case.pk}/packet/" in messages[office.officer.pk].body
    case_services.disposition_propose(
        case=Case.objects.get(pk=case.pk),
        actor=office.officer,
        on=DAY,
        outcome="escalate",
        basis="程序规定第十九条",
        reason="失诺",
    )
    assert told() == {}


def test_the_packet_lists_extension_materials_and_photographs(office):

    pledge = office.signed(on=DAY)
    case, actor = pledge.case, office.officer
    before = case_services.evidence_add(case=case, actor=actor, upload=photo())
    after = case_services.evidence_add(case=case, actor=actor, upload=photo(colour=(1, 2, 3)), kind="corrected_photo")
    asked = pledge_services.extension_request(
        pledge=pledge, actor=actor, on=DAY, new_due_on=pledge.due_on + timedelta(days=2), reason="需时"
    )
    pledge_services.extension_decide(extension=asked, actor=office.leader, on=DAY, approve=True, note="")
    pledge.refresh_from_db()
    pledge_services.materials_receive(pledge=pledge, actor=actor, on=DAY, statement="已改", files=[after])
    pledge_services.recheck_record(
        pledge=pledge,
        actor=actor,
        co_officer=office.second,
        on=DAY,
        checked_on=DAY,
        result="refused",
        note="拒绝改正",
        photos=[after],
    )
    broken = selectors.broken_pledge(case)
    found = selectors.packet_of(case, broken)
    assert (found.before, found.after) == ([before], [after])
    words = "；".join(f"{day.words}{day.proof}" for day in found.packet.days)
    assert "批准延期至" in words and "提交整改材料（期限内）证据第2号" in words


@pytest.fixture
def odd(office, tmp_path):
    """A tiny building site, for what goes wrong with single papers and files."""

    def build(case, full=True):
        findings = reading.Findings()
        made = building.build(contents.gather(case, full=full), tmp_path, findings, lambda *_: None)
        return made, findings

    return build


def test_a_paper_that_is_gone_and_a_lost_film_are_named(office, odd):

    case = office.issued(on=DAY).case
    document = case.pledges.get().letter.document
    documents.render(document)
    document.refresh_from_db()
    document.pdf.storage.delete(document.pdf.name)
    spoil(case_services.evidence_add(case=case, actor=office.officer, upload=film(), kind="recording"), None)
    made, findings = odd(case)
    assert len(findings.problems) == 2 and "文件缺失" in findings.problems[1] and "原件缺失" in findings.problems[0]
    bundle.pack(contents.gather(case, full=True), made, made.path.with_suffix(".zip"), findings, lambda *_: None)
    assert len(findings.problems) == 2
    assert made.pages > 4


def test_a_letter_with_an_identity_number_is_left_out_of_the_reduced_copy(office):

    person = party(office.bureau, office.officer, uscc="", id_number=id_number_of(1))
    case = office.issued(on=DAY, party_=person).case
    full, reduced = contents.gather(case, full=True), contents.gather(case, full=False)
    assert len(full.papers) == 1 and not reduced.papers and reduced.withheld == ["柔性执法告知承诺书"]


def test_every_record_of_a_case_has_a_page(office):

    food = item(office.bureau, "F1", office.legal, key_area="food")
    case = office.assessed(on=DAY, version=food)
    case_services.review_request(case=case, actor=office.officer, note="请审")
    corrected = office.ready(on=DAY)
    case_services.correction_verify(
        case=corrected, actor=office.officer, co_officer=office.second, on=DAY, checked_on=DAY, note="已改正"
    )
    corrected = office.educated(Case.objects.get(pk=corrected.pk))
    case_services.disposition_propose(
        case=corrected,
        actor=office.officer,
        on=DAY,
        outcome="no_case",
        basis=NO_CASE_BASES["20-1"],
        reason="已改正",
    )
    kinds = {e.kind for c in (case, corrected) for e in contents.gather(Case.objects.get(pk=c.pk), full=True).entries}
    assert {"review", "correction", "disposition", "education", "assessment", "source", "timeline"} <= kinds
