"""Personal data stays out of addresses, logs and reports; looking wants a reason; scans are shown marked; what is due is taken out."""

import io
import logging
from datetime import date, timedelta

import pikepdf
import pytest
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from cases import services
from cases.looking import ReasonNeeded, reason
from cases.models import Evidence, Party, PriorRecord
from tests import factories as make
from xinglongtai.core import fonts
from xinglongtai.core.errors import NotAllowed, TransitionRefused
from xinglongtai.core.models import Event, Parameter
from xinglongtai.core.privacy import masking, reports, sealed
from xinglongtai.core.privacy.logs import HideNumbers, clean
from xinglongtai.core.privacy.watermark import Unmarkable, mark_pdf, mark_picture
from xinglongtai.oversight.demo.identities import id_number_of
from xinglongtai.oversight.retention import rules, selectors
from xinglongtai.oversight.retention.services import finish_destroying, hold_lift, hold_set

NUMBER, PHONE = id_number_of(7), "13800001234"


def test_one_function_a_kind_of_number():
    assert masking.mask_numbers(f"号{NUMBER}，{PHONE}，0427-2800000").count("*") == 14
    assert masking.hide_numbers(f"{NUMBER} {PHONE} 0427-2800000").count(masking.HIDDEN) == 3
    assert masking.holds_personal(PHONE) and not masking.holds_personal("91211103MA0000000X")


def test_words_open_for_the_person_who_typed_them_and_not_for_long(monkeypatch):
    token = sealed.seal(PHONE, 7)
    assert PHONE not in token and token.startswith(sealed.SIGN) and sealed.seal(token, 7) == token
    with sealed.asked_by(lambda: 7):
        assert sealed.unseal(token) == PHONE == sealed.opened(token)
        assert sealed.opened("~nonsense") == "" and sealed.opened("红星") == "红星"
        monkeypatch.setattr(sealed, "LASTS", -1)
        assert sealed.opened(token) == ""
    monkeypatch.undo()
    with sealed.asked_by(lambda: 8):
        assert sealed.opened(token) == ""


def test_a_searched_number_stands_in_no_address(office, client):
    party = office.draft().party
    client.force_login(office.officer.user)
    where = reverse("cases:party_list")
    sent = client.post(reverse("core:words"), {"next": where, "words": party.phone, "kind": "", "sort": "name"})
    address = sent["Location"]
    assert address.startswith(f"{where}?") and party.phone not in address and "sort=name" in address
    page = client.get(address)
    assert page.context["list"].count == 1 and f'value="{party.phone}"' in page.text
    assert page.context["list"].sentence.count("*") == 4
    outside = client.post(reverse("core:words"), {"next": "//evil.example/", "q": "x"})
    assert outside["Location"].startswith("/?q=~")
    client.force_login(office.legal.user)
    assert "已过期" in client.get(address).text


def test_logs_and_reports_hold_nothing_personal(office, client, caplog, monkeypatch, settings, mailoutbox):
    """A view fails with personal data in its POST: neither the log, nor the page, nor the mail to administrators holds any of it."""
    from cases.views import intake

    def broken(*args, **kwargs):
        args += (f"{NUMBER} 张演示",)  # a local variable of the fault
        raise RuntimeError(f"duplicate {NUMBER}\nDETAIL: row (张演示, {PHONE})")

    monkeypatch.setattr(intake, "_doubles", broken)
    settings.ADMINS = [("运维", "ops@example.test")]
    client.raise_request_exception = False
    client.force_login(office.officer.user)
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.addFilter(HideNumbers())
    logging.getLogger("django.request").addHandler(handler)
    try:
        given = {"kind": "natural_person", "name": "张演示", "id_number": NUMBER, "phone": PHONE, "uscc": ""}
        answer = client.post(f"{reverse('cases:intake_party')}?q={PHONE}", given)
    finally:
        logging.getLogger("django.request").removeHandler(handler)
    assert answer.status_code == 500 and "编号" in answer.text
    reference = answer.wsgi_request.request_id
    assert reference in answer.text and reference in stream.getvalue()
    request = answer.wsgi_request
    try:
        broken()
    except RuntimeError as fault:
        report = reports.PersonalDataReporter(request, type(fault), fault, fault.__traceback__)
        told = report.get_traceback_text() + report.get_traceback_html()
    for text in (stream.getvalue(), answer.text, told):
        for secret in (NUMBER, PHONE, "张演示"):
            shown = text.replace('张演示"  # a local', "").replace(
                "(张演示, {PHONE})", ""
            )  # the source lines of this test
            assert secret not in shown
    assert "RuntimeError" in stream.getvalue() and "id_number" in told


def test_arguments_that_do_not_fit_are_no_fault():
    record = logging.LogRecord("x", logging.ERROR, "f", 1, "number %d", ("x",), None)
    assert HideNumbers().filter(record) and record.getMessage() == "number %d"
    assert clean("GET /search/?q=张演示 HTTP") == "GET /search/?… HTTP"
    assert reports.PersonalDataFilter().get_post_parameters(None) == {}
    posted = RequestFactory().post("/", {"a": PHONE})
    assert dict(reports.PersonalDataFilter().get_post_parameters(posted).items()) == {"a": reports.HIDDEN}


def test_a_reason_holds_for_its_person_and_case_and_minutes(office):
    case, other = office.draft(), office.draft()
    now, look = timezone.now(), services.identity_viewed
    with pytest.raises(ReasonNeeded):
        look(party=case.party, case=case, actor=office.officer, now=now)
    look(party=case.party, case=case, actor=office.officer, now=now, reason=reason("contact", f"打 {PHONE}"))
    look(party=case.party, case=case, actor=office.officer, now=now + timedelta(minutes=14))
    for asked in (
        {"case": other, "party": other.party, "actor": office.officer, "now": now},
        {"case": case, "party": case.party, "actor": office.legal, "now": now},
        {"case": case, "party": case.party, "actor": office.officer, "now": now + timedelta(minutes=16)},
    ):
        with pytest.raises(ReasonNeeded):
            look(**asked)
    events = Event.objects.filter(verb="identity_view").order_by("pk")
    assert [event.data["stated"] for event in events] == [True, False]
    assert PHONE not in str([event.data for event in events]) and events[0].data["why"].startswith("办案：联系、送达")
    with pytest.raises(ReasonNeeded):
        reason("other", " ")


def test_numbers_are_asked_for_in_place(office, client):
    case = office.draft()
    client.force_login(office.officer.user)
    url, part = reverse("cases:identity", args=[case.party_id]), {"HX-Request": "true"}
    asked = client.post(url, {"case": case.pk}, headers=part)
    assert case.party.phone not in asked.text and "查看用途" in asked.text
    assert "请选择查看用途" in client.post(url, {"case": case.pk, "purpose": ""}, headers=part).text
    shown = client.post(url, {"case": case.pk, "purpose": "contact", "note": ""}, headers=part)
    assert case.party.phone in shown.text and shown["Cache-Control"] == "private, no-store"
    assert case.party.phone in client.post(url, {"case": case.pk}, headers=part).text
    assert case.party.phone not in client.get(reverse("cases:party_edit", args=[case.party_id])).text


def test_marks_are_on_pictures_and_pages():
    buffer = io.BytesIO()
    Image.new("RGB", (600, 400), "white").save(buffer, "PNG")
    buffer.seek(0)
    with Image.open(
        io.BytesIO(mark_picture(buffer, "演示员 一所 2026年11月22日 14:05", face=fonts.drawing_face()))
    ) as marked:
        assert marked.format == "JPEG" and marked.size == (600, 400) and marked.convert("L").getextrema()[0] < 220
    pdf, sheet = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.save(sheet)
    sheet.seek(0)
    with pikepdf.open(io.BytesIO(mark_pdf(sheet, "演示员", face=fonts.drawing_face()))) as made:
        assert len(made.pages[0].get_images()) == 1
    with pytest.raises(Unmarkable):
        mark_pdf(io.BytesIO(b"%PDF-1.4 broken"), "x", face="")


def ended(office, day: date):
    """A case of a natural person that was cancelled on ``day``, with a scan of its papers."""
    person = make.party(
        office.bureau, office.officer, kind="natural_person", name="张演示", id_number=NUMBER, phone=PHONE
    )
    case = office.draft(on=day, party_=person)
    scan = services.evidence_add(
        case=case, actor=office.officer, upload=make.photo(), kind="identity_scan", caption="张"
    )
    services.case_cancel(case=case, actor=office.officer, reason="误建")
    type(case).objects.filter(pk=case.pk).update(outcome_on=day)
    return case, scan


def test_due_days():
    rule = rules.Rule(1, "本机关保管期限表", 2)
    assert rules.due_on(date(2024, 2, 29), rule) == date(2026, 3, 1)
    assert rules.ended_by(date(2026, 3, 1), rule) == date(2024, 2, 29)
    assert not rules.Rule(5, "", 2).on and not rules.Rule(0, "x", 2).on


def test_deidentify(office, capsys, django_capture_on_commit_callbacks):
    """Off without a source; tried dry; a hold keeps; then numbers, names and bytes go, the row and its hash stay, and it happens once."""
    day, on = date(2020, 1, 6), date(2031, 1, 7)
    case, scan = ended(office, day)
    events = Event.objects.count()
    prior = PriorRecord.objects.create(
        bureau=office.bureau, party_name="李演示", id_number=NUMBER, violation="x", act_on=day, source="x"
    )

    def run(*more):
        with django_capture_on_commit_callbacks(execute=True):
            call_command("deidentify", "--date", on.isoformat(), *more)
        return capsys.readouterr().out

    assert "没有填写保管年限和依据" in run()
    Parameter.objects.create(bureau=office.bureau, key=selectors.KEY, value="10", source="演示：本机关保管期限表")
    assert f"案件 1 件（案件号 {case.pk}）" in run("--dry-run") and Event.objects.count() == events
    with pytest.raises(NotAllowed):
        hold_set(case=case, actor=office.leader, reason="复议")
    hold = hold_set(case=case, actor=office.legal, reason="复议")
    assert "案件 0 件" in run("--dry-run")
    hold_lift(hold=hold, actor=office.legal, reason="复议办结", now=timezone.now())
    told = run()
    assert "案件 1 件" in told and "当事人 1 户" in told and "历史记录 1 条" in told
    party, row = Party.objects.get(pk=case.party_id), Evidence.objects.get(pk=scan.pk)
    assert (party.name, party.id_number, party.phone, party.address) == (rules.GONE, "", "", "")
    assert (row.sha256, row.destroyed_on, row.caption) == (scan.sha256, on, "")
    assert not row.file.storage.exists(row.file.name)
    prior.refresh_from_db()
    assert (prior.party_name, prior.id_number) == (rules.GONE, "")
    assert "张演示" not in str(list(Event.objects.values_list("data", flat=True)))
    with pytest.raises(TransitionRefused):
        hold_set(case=case, actor=office.legal, reason="迟了")
    events = Event.objects.count()
    assert "案件 0 件" in run() and Event.objects.count() == events
    row.file.storage.save(row.file.name, make.photo())
    assert finish_destroying(office.bureau) == 1 and finish_destroying(office.bureau) == 0


def test_open_and_young_cases_are_left_alone(office, capsys):
    Parameter.objects.create(bureau=office.bureau, key=selectors.KEY, value="1", source="演示")
    office.draft(on=date(2020, 1, 6))
    case, _ = ended(office, date(2028, 1, 10))
    call_command("deidentify", "--date", "2030-01-10", "--dry-run")
    assert "案件 0 件" in capsys.readouterr().out  # one year is over, the window of the first-offence check is not
    call_command("deidentify", "--date", "2030-01-11", "--dry-run")
    assert f"（案件号 {case.pk}）" in capsys.readouterr().out


@pytest.mark.parametrize(
    "change", [{"caption": "x"}, {"destroyed_on": date(2030, 1, 1)}, {"original_name": "", "caption": ""}]
)
def test_the_database_lets_words_go_only_with_the_bytes(office, change):
    _, scan = ended(office, date(2020, 1, 6))
    with pytest.raises(DatabaseError), transaction.atomic():
        Evidence.objects.filter(pk=scan.pk).update(**change)
