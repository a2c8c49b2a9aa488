"""Issuing and voiding the letter: every refusal, no number lost."""

from datetime import timedelta

import pytest

from cases import services as case_services
from cases.models import Case
from cases.status import CaseStatus
from catalog.models import ItemVersion
from pledges import services
from pledges.models import Letter, Pledge
from pledges.status import PledgeMode
from tests import factories as make
from tests.factories import DAY
from xinglongtai.core import documents
from xinglongtai.core.errors import DomainError, NotAllowed, NotEligible, NotVisible, StaleRow, TransitionRefused
from xinglongtai.core.models import IssuedDocument, NumberSeries

pytestmark = pytest.mark.django_db
WEEK = DAY + timedelta(7)


def issue(office, case, **values):
    data = {"on": DAY, "mode": PledgeMode.BY_DATE, "due_on": WEEK, **values}
    return services.pledge_issue(case=case, actor=office.officer, **data)


class TestIssuing:
    def test_number_frozen_words_and_case_status(self, office):
        pledge = issue(office, office.ready(), order_number=" 演责改〔2026〕1号 ")
        document = pledge.letter.document
        assert document.number_text == "演xlt市监柔承〔2026〕1号"
        assert document.snapshot["correction_order_no"] == "演责改〔2026〕1号"
        assert document.snapshot["violations_text"] == office.item.violation
        assert document.snapshot["pronoun"] == "我"
        assert office.officer.name in document.snapshot["officers_text"]
        assert office.second.certificate_no in document.snapshot["certificates_text"]
        assert (pledge.due_on, pledge.agreed_on, pledge.case.status) == (WEEK, WEEK, CaseStatus.PLEDGED)
        assert str(pledge.letter) and str(pledge)

    def test_preview_says_what_the_letter_says(self, office):
        case = office.ready()
        draft = services.letter_draft(case=case, mode=PledgeMode.BY_DATE, due_on=WEEK).to_dict()
        issued = issue(office, case).letter.document.snapshot
        assert len(issued["lookup_url"]) == len(draft["lookup_url"])  # the same size of code, another secret
        assert {**issued, "lookup_url": ""} == {**draft, "lookup_url": ""}

    def test_immediate_has_today_s_date(self, office):
        pledge = issue(office, office.ready(), mode=PledgeMode.IMMEDIATE, due_on=None)
        assert pledge.due_on == DAY

    def test_the_second_click_spends_no_number(self, office, refused):
        case = office.ready()
        issue(office, case, version=case.version)
        with refused((TransitionRefused, StaleRow)):
            issue(office, case, version=case.version)
        with refused(TransitionRefused, "承诺履行中"):
            issue(office, case)
        assert NumberSeries.objects.get().last == 1
        assert Pledge.objects.count() == 1

    @pytest.mark.parametrize(
        ("values", "field", "words"),
        [
            ({"mode": "later"}, "mode", "承诺方式"),
            ({"due_on": None}, "due_on", "请选择"),
            ({"due_on": DAY - timedelta(1)}, "due_on", "不能早于今天"),
            ({"due_on": DAY + timedelta(60)}, "due_on", "最迟到2026年6月22日"),
        ],
    )
    def test_dates_and_modes(self, office, refused, values, field, words):
        with refused(DomainError, words, field=field):
            issue(office, office.ready(), **values)
        assert not NumberSeries.objects.exists()

    def test_the_item_s_own_limit_is_shorter(self, office, refused):
        version = make.item(office.bureau, "R1", office.legal, correction_days_max=1)
        with refused(DomainError, "清单事项 R1 最长1个工作日", field="due_on"):
            issue(office, office.ready(version=version))

    def test_the_inspection_s_own_day_is_the_least(self, office):
        from pledges.promise import promise_errors

        case = office.draft()
        case.inspected_on = DAY + timedelta(3)
        assert "检查日期" in promise_errors(case, on=DAY, mode="by_date", due_on=DAY + timedelta(1))[0]

    def test_an_item_that_expires_between_the_screens(self, office, refused):
        version = make.item(office.bureau, "T1", office.legal, effective_to=DAY)
        case = office.ready(version=version)
        with refused(TransitionRefused, "T1 已不在施行期内"):
            issue(office, case, on=DAY + timedelta(1))
        assert not IssuedDocument.objects.exists()

    @pytest.mark.parametrize("who", ["handler", "co_handler"])
    def test_two_valid_certificates_or_no_letter(self, office, refused, who):
        case = office.ready()
        person = getattr(case, who)
        person.certificate_to = DAY - timedelta(1)
        person.save()
        with refused(DomainError, person.name, field="co_handler"):
            issue(office, case)
        assert not NumberSeries.objects.exists()

    def test_no_second_officer(self, office, refused):
        case = office.ready()
        Case.objects.filter(pk=case.pk).update(co_handler=None)
        with refused(DomainError, "两名执法人员", field="co_handler"):
            issue(office, case)

    def test_only_what_the_sheet_allows(self, office, refused):
        with refused(TransitionRefused, "待签承诺"):
            issue(office, office.draft())
        case = office.assessed(answers={"costly_fix": True})
        Case.objects.filter(pk=case.pk).update(status=CaseStatus.READY)
        with refused(NotEligible, "不允许签发") as caught:
            issue(office, Case.objects.get(pk=case.pk))
        assert "costly_fix" in {line["key"] for line in caught.value.lines}
        bare = office.with_violation()
        Case.objects.filter(pk=bare.pk).update(status=CaseStatus.READY)
        with refused(NotEligible, "没有作适用核查"):
            issue(office, Case.objects.get(pk=bare.pk))

    def test_what_was_corrected_on_the_spot_is_not_promised(self, office):
        case = office.assessed()
        second = case_services.violation_add(
            case=case, actor=office.officer, on=DAY, data={"item_version": office.item, "description": "当场改好的一处"}
        )
        case_services.assessment_make(
            violation=second,
            actor=office.officer,
            on=DAY,
            answers={**make.GOOD_ANSWERS, "correction": "done_on_spot"},
        )
        case = case_services.assessment_confirm(case=Case.objects.get(pk=case.pk), actor=office.officer, on=DAY)
        pledge = issue(office, case)
        assert "当场改好" not in pledge.letter.document.snapshot["violations_text"]

    def test_off_list_and_other_identities(self, office):
        from xinglongtai.oversight.demo.identities import id_number_of, registration_of

        for law, shown in (("某条例第一条", "《某条例》第一条"), ("", "《中华人民共和国行政处罚法》")):
            for data, label in (
                ({"uscc": "", "registration_no": registration_of(8)}, "注册号"),
                ({"uscc": "", "id_number": id_number_of(8)}, "身份证号"),
            ):
                party = make.party(office.bureau, office.officer, **data)
                case = office.draft(party_=party)
                violation = case_services.violation_add(
                    case=case,
                    actor=office.officer,
                    on=DAY,
                    data={"description": "清单外行为", "off_list_reason": "轻微", "off_list_law": law},
                )
                sheet = case_services.assessment_make(violation=violation, actor=office.officer, on=DAY)
                sheet.decided_verdict = "eligible"
                sheet.save()
                draft = services.letter_draft(case=case, mode="by_date", due_on=WEEK)
                assert (draft.laws_text, draft.party_code_label, draft.item_text) == (shown, label, "清单外")

    def test_an_item_without_a_law_named(self, office):
        version = make.item(office.bureau, "R1", office.legal, violated_law="", penalty_law="")
        draft = services.letter_draft(case=office.assessed(version=version), mode="immediate", due_on=None)
        assert draft.laws_text == "《中华人民共和国行政处罚法》"

    def test_a_character_no_font_has(self, office, refused):
        case = office.ready(party_=make.party(office.bureau, office.officer, name="演示\U000f1234店"))
        with refused(DomainError, "U+F1234"):
            issue(office, case)
        assert not NumberSeries.objects.exists()

    def test_a_form_that_cannot_be_filled(self, office, refused):
        case = office.draft()
        with refused(DomainError, "违法行为"):
            services.letter_draft(case=case, mode="by_date", due_on=WEEK)

    def test_rights(self, office, refused):
        case = office.ready()
        for person in (office.legal, office.leader, office.supervisor, office.sysadmin):
            with refused(NotAllowed):
                services.pledge_issue(case=case, actor=person, on=DAY, mode="by_date", due_on=WEEK)
        with refused(NotVisible):
            services.pledge_issue(case=case, actor=office.stranger, on=DAY, mode="by_date", due_on=WEEK)
        with refused(NotAllowed, "主办"):
            services.pledge_issue(case=case, actor=make.officer(office.station), on=DAY, mode="by_date", due_on=WEEK)
        services.pledge_issue(case=case, actor=office.head, on=DAY, mode="by_date", due_on=WEEK)

    @pytest.mark.django_db(transaction=True)
    def test_a_broken_press_loses_no_number(self, office, monkeypatch):
        from xinglongtai.core import typesetting

        case = office.ready()
        real = typesetting.letter_pdf

        def broken(*args, **kwargs):
            raise OSError("no paper")

        monkeypatch.setattr(typesetting, "letter_pdf", broken)
        document = issue(office, case).letter.document
        document.refresh_from_db()
        assert (document.state, document.number_text[-2:]) == ("failed", "1号")
        monkeypatch.setattr(typesetting, "letter_pdf", real)
        first = documents.read_bytes(document)
        assert first.startswith(b"%PDF")
        assert documents.read_bytes(IssuedDocument.objects.get()) == first


class TestVoiding:
    def test_the_number_stays_and_the_next_letter_has_the_next(self, office, refused):
        pledge = office.issued()
        with refused(DomainError, field="reason"):
            services.letter_void(pledge=pledge, actor=office.officer, on=DAY, reason=" ")
        services.letter_void(pledge=pledge, actor=office.officer, on=DAY, reason="日期写错")
        case = Case.objects.get(pk=pledge.case_id)
        assert case.status == CaseStatus.READY
        again = issue(office, case)
        assert again.letter.document.n == 2
        old = Letter.objects.get(pledge=pledge).document
        assert old.is_voided and old.n == 1
        with refused(TransitionRefused):
            services.letter_void(pledge=pledge, actor=office.officer, on=DAY, reason="再来")

    def test_stale(self, office, refused):
        pledge = office.issued()
        with refused(StaleRow):
            services.letter_void(pledge=pledge, actor=office.officer, on=DAY, reason="x", version=99)


def test_versions_in_force_are_read_once_for_all_violations(office, django_assert_max_num_queries):
    case = office.ready()
    with django_assert_max_num_queries(52):
        issue(office, case)
    assert ItemVersion.objects.in_force(DAY).count() == 1
