"""A small slice of every trial of ``script/fuzz``, always the same; and what the trials found (docs/fuzz.md), one by one."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import ValidationError
from django.urls import reverse
from django.utils import timezone

from cases import services as case_services
from catalog.statute_text import parse
from catalog.statute_text.numbers import to_chinese
from tests import factories as make
from tests.fuzz import forms, importers, machine
from xinglongtai.core.errors import DomainError, TransitionRefused
from xinglongtai.core.forms import ManyRows
from xinglongtai.core.models import Officer
from xinglongtai.oversight.sampling import services_suspicion
from xinglongtai.oversight.sampling.models import Suspicion

pytestmark = pytest.mark.django_db


def test_verbs():
    tally, broken = machine.run(runs=3, steps=12, seed=5)
    assert not broken
    assert tally["sequences"] >= 2 and tally["done"] >= 5


def test_forms():
    office = make.Office()
    pledge = office.signed()
    addresses = [reverse("pledges:materials", args=[pledge.pk]), reverse("core:me"), "/login/"]
    trial = forms.Trial(forms.browsers(office, ("officer",)), addresses, office)
    trial.run(inputs=16, seed=5)
    assert not trial.broken
    assert trial.tally["inputs"] == 16 and len(trial.forms) > 5
    assert trial.tally["posts from a page opened just before"] and not trial.tally["to the login: somebody"]


def test_whose_session_an_input_ends_is_signed_in_before_the_next():
    office = make.Office()
    trial = forms.Trial(forms.browsers(office, ("officer",)), ["/login/"], office)
    assert trial.who.signed_in("officer") and not trial.who.marks
    standing, held = trial.who.standing(), trial.who.cookies()
    trial.people["officer"].post("/logout/")
    assert not trial.who.signed_in("officer") and not trial.who.all_there(standing)
    assert trial.who.sign_in("officer") and trial.who.all_there(standing)
    trial.who.put_back(held)
    assert not trial.who.signed_in("officer")  # that session is over


def test_importers():
    trial = importers.Trial()
    trial.run(files=8, seed=5)
    assert not trial.broken
    assert sum(count for name, count in trial.tally.items() if ": " in name) == 8


def test_evidence_of_an_unknown_kind_is_refused():
    office = make.Office()
    with pytest.raises(DomainError, match="是什么材料"):
        case_services.evidence_add(case=office.draft(), actor=office.officer, upload=make.photo(), kind="?")


@pytest.mark.parametrize("number", ["九" * 300, "9" * 5000, "九" * 9])
def test_numerals_beyond_any_law(number):
    text = parse(["中华人民共和国演示法", "第一条 为了演示，制定本法。", f"第{number}条 演示。"])
    assert text.articles[0].address.article == 1
    assert to_chinese(10_000) == "10000" and to_chinese(9_999) == "九千九百九十九"


@pytest.mark.parametrize("wanted", ["Infinity", "cases", "//evil.example/", "http://evil.example/x"])
def test_a_next_page_that_is_no_address(client, wanted):
    office = make.Office()
    client.force_login(office.supervisor.user)
    answer = client.post(reverse("oversight:brief_seen"), {"line": "recheck:8", "next": wanted})
    assert answer["Location"] == reverse("oversight:brief")


@pytest.mark.parametrize("key", ["9" * 20, "-1", "²", ""])
def test_what_no_key_can_be_is_an_unknown_choice(key):
    office = make.Office()
    field = ManyRows(queryset=Officer.objects.all())
    with pytest.raises(ValidationError, match="不是一个有效的值"):
        field.clean([str(office.officer.pk), key])
    assert list(field.clean([str(office.officer.pk)])) == [office.officer]


def test_a_suspicion_without_lines_is_decided():
    office, day = make.Office(), make.DAY
    row = Suspicion.objects.create(
        bureau=office.bureau, rule="same_photo", key="x", summary="同一张照片", digest="x", found_on=day, seen_on=day
    )
    services_suspicion.suspicion_decide(
        suspicion=row, actor=office.supervisor, on=day, state="explained", reason="已核实"
    )
    row.refresh_from_db()
    assert row.state == "explained"


def test_a_sheet_of_prior_records_without_headings_is_refused(client):
    office = make.Office()
    office.legal.user.is_staff = True
    office.legal.user.save()
    client.force_login(office.legal.user)
    sent = {"import_file": SimpleUploadedFile("旧案.csv", "\n演示旧店,无照\n".encode()), "format": "1"}
    page = client.post(reverse("admin:cases_priorrecord_import"), sent)
    assert page.status_code == 200 and "没有列名" in page.text


@pytest.mark.parametrize(
    "filters",
    [
        "pk__in=" + "9" * 20,
        "bureau=" + "9" * 20,
        "name__regex=(",
        "id__range=1",
        "certificate_to__year=10000",
        "id__gt=-" + "9" * 400,
    ],
)
def test_a_filter_in_the_address_of_a_back_office_list_that_no_page_makes(client, filters):
    office = make.Office()
    office.sysadmin.user.is_staff = True
    office.sysadmin.user.save()
    client.force_login(office.sysadmin.user)
    listed = reverse("admin:core_officer_changelist")
    answer = client.get(f"{listed}?{filters}", follow=True)
    assert answer.status_code == 200 and answer.redirect_chain == [(f"{listed}?e=1", 302)]
    assert client.get(f"{listed}?is_active__exact=1&q={'9' * 20}").status_code == 200


def test_correction_is_not_verified_beside_a_letter_that_is_out():
    office = make.Office()
    for pledge in (office.issued(), office.signed()):
        with pytest.raises(TransitionRefused, match="复查"):
            case_services.correction_verify(
                case=pledge.case,
                actor=office.officer,
                co_officer=office.second,
                on=make.DAY,
                checked_on=make.DAY,
                note="见过",
            )


def test_a_number_in_an_address_beyond_every_key(client):
    office = make.Office()
    client.force_login(office.supervisor.user)
    for name in ("oversight:sameness_pair", "cases:detail"):
        address = reverse(name, args=[1, 2] if name.endswith("pair") else [1]).replace("/1/", f"/{'9' * 20}/")
        assert client.get(address).status_code == 404


def test_education_longer_than_its_column_is_refused():
    office = make.Office()
    with pytest.raises(DomainError, match="最多 500 字"):
        case_services.education_record(case=office.ready(), actor=office.officer, on=make.DAY, content="长" * 501)


def test_an_act_that_is_done_is_not_refused_for_the_line_it_is_said_to_stand_on(client):
    office, day = make.Office(), timezone.localdate()
    pledge = office.signed(on=day)
    client.force_login(office.supervisor.user)
    answer = client.post(reverse("oversight:urge", args=[pledge.pk]), {"note": "请尽快复查", "line": "?"})
    assert answer.status_code == 302 and pledge.urges.count() == 1
