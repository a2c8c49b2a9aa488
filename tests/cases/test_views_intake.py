"""登记检查 ① ② through the pages: searching, new parties, violations, photos."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from cases.models import Case, Evidence, Party
from cases.services import case_update
from tests import factories as f

pytestmark = pytest.mark.django_db


def day() -> date:
    return timezone.localdate()


@pytest.fixture
def web(client, office):
    client.force_login(office.officer.user)
    return client


@pytest.fixture
def party(office):
    return f.party(office.bureau, office.officer, name="红星（演示）超市")


def url(name: str, *args) -> str:
    return reverse(f"cases:{name}", args=args)


def text(response) -> str:
    return response.content.decode()


# --- ① --------------------------------------------------------------------------------------------------------


def test_search_shows_history_at_a_glance(web, office, party):
    office.issued(on=day() - timedelta(days=20), party_=party)
    page = text(web.get(url("intake_new"), {"q": "红星"}))
    assert "红星（演示）超市" in page and "检查 1 次" in page and "承诺 1 次" in page and "有在办案件" in page


def test_live_search_answers_with_cards_alone(web, party):
    answer = text(web.get(url("intake_new"), {"q": party.uscc[:10]}, headers={"HX-Request": "true"}))
    assert party.name in answer and "<html" not in answer


def test_nothing_found_offers_a_new_party_with_the_words_kept(web):
    page = text(web.get(url("intake_new"), {"q": "没有这家"}))
    assert "没有找到“没有这家”" in page
    assert 'value="没有这家"' in text(web.get(url("intake_party"), {"q": "没有这家"}))


def test_queries_of_the_search_do_not_grow_with_the_cards(web, office, django_assert_max_num_queries):
    for n in range(7):
        office.draft(on=day(), party_=f.party(office.bureau, office.officer, name=f"成长{n}号"))
    with django_assert_max_num_queries(18):
        web.get(url("intake_new"), {"q": "成长"})


def test_an_open_draft_is_warned_about_and_taken_up_again(web, office, party):
    case = office.draft(on=day(), party_=party)
    page = text(web.get(url("intake_new"), {"q": "红星"}))
    assert "您有一个未完成的登记" in page and url("intake_violations", case.pk) in page


def test_one_tap_opens_a_case_with_defaults_and_a_second_tap_opens_no_other(web, office, party):
    office.draft(on=day() - timedelta(days=3))
    for _ in range(2):
        answer = web.post(url("intake_start"), {"party": party.pk, "quick": "1"})
    case = Case.objects.get(party=party)
    assert answer.url == url("intake_violations", case.pk)
    assert (case.co_handler, case.inspected_on, case.place) == (office.second, day(), party.address)


def test_last_second_officer_whose_certificate_ran_out_is_not_proposed(web, office, party):
    old = f.officer(office.station, to=day() - timedelta(days=1))
    office.draft(on=day() - timedelta(days=3), co_handler=old)
    web.post(url("intake_start"), {"party": party.pk, "quick": "1"})
    assert Case.objects.get(party=party).co_handler is None
    assert old.name not in text(web.get(url("intake_start"), {"party": party.pk}))


def test_start_form_refuses_days_that_cannot_be_and_keeps_what_was_typed(web, office, party):
    data = {
        "party": party.pk, "source": "daily", "inspected_on": day() - timedelta(days=1), "discovered_on": day(),
        "place": "门口", "co_handler": office.second.pk,
    }  # fmt: skip
    answer = web.post(url("intake_start"), data)
    assert (
        answer.status_code == 422 and "发现线索日期不能晚于检查日期" in text(answer) and 'value="门口"' in text(answer)
    )
    assert not Case.objects.filter(party=party).exists()


def test_other_bureaus_party_is_out_of_sight(web):
    other = f.Office("abc")
    foreign = f.party(other.bureau, other.officer)
    assert web.post(url("intake_start"), {"party": foreign.pk, "quick": "1"}).status_code == 404
    assert web.get(url("intake_start"), {"party": "x"}).status_code == 404


@pytest.mark.parametrize("who", ["legal", "leader", "supervisor"])
def test_only_handlers_register(client, office, who):
    client.force_login(getattr(office, who).user)
    assert client.get(url("intake_new")).status_code == 403


def new_party(**more) -> dict:
    data = {"kind": "individual_business", "name": "新来的小店", "uscc": "", "operator": "李四", "phone": "13800000000"}
    return {**data, "address": "新路1号", **more}


def test_new_party_starts_the_check_at_once_with_full_width_digits(web):
    code = f.uscc_of(901, kind="2")
    wide = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in code)
    answer = web.post(url("intake_party"), new_party(uscc=wide))
    case = Case.objects.get()
    assert answer.url == url("intake_violations", case.pk) and case.party.uscc == code


def test_wrong_check_digit_is_refused_at_the_field(web):
    code = f.uscc_of(902, kind="2")
    wrong = code[:-1] + ("1" if code[-1] != "1" else "2")
    answer = web.post(url("intake_party"), new_party(uscc=wrong))
    assert answer.status_code == 422 and "校验位不对" in text(answer) and "新来的小店" in text(answer)
    assert "校验位不对" in text(web.post(url("uscc_check"), {"uscc": wrong}))


def test_old_number_gets_the_hint_and_opens_its_field(web):
    page = text(web.post(url("intake_party"), new_party(uscc="２１１１０３６００１２３４５６")))
    assert "15位旧注册号" in page and '<details class="fold" open>' in page


def test_code_that_is_registered_is_told_while_typing(web, party):
    assert party.name in text(web.post(url("uscc_check"), {"uscc": party.uscc.lower()}))
    assert "校验通过" in text(web.post(url("uscc_check"), {"uscc": f.uscc_of(903, kind="2")}))
    assert text(web.post(url("uscc_check"), {"uscc": " "})).strip() == ""


def test_likely_double_is_warned_about_and_may_be_created_anyway(web, party):
    data = new_party(name="红星（演示）超市")
    answer = web.post(url("intake_party"), data)
    assert answer.status_code == 422 and "可能已经登记过" in text(answer) and "仍然新建" in text(answer)
    assert web.post(url("intake_party"), {**data, "anyway": "1"}).status_code == 302
    assert Party.objects.count() == 2


def test_same_code_again_leads_to_the_known_party(web, party):
    data = new_party(uscc=party.uscc)
    assert "可能已经登记过" in text(web.post(url("intake_party"), data))
    assert "已经登记过" in text(web.post(url("intake_party"), {**data, "anyway": "1"}))


def test_script_in_a_name_is_shown_as_text(web):
    web.post(url("intake_party"), new_party(name="<script>alert(1)</script>店"))
    page = text(web.get(url("intake_violations", Case.objects.get().pk)))
    assert "<script>alert" not in page and "&lt;script&gt;alert(1)&lt;/script&gt;店" in page


@pytest.mark.parametrize(
    "typed, field, value",
    [("911100000000000000", "uscc", "911100000000000000"), ("13800000000", "phone", "13800000000")],
)
def test_what_was_searched_goes_where_it_belongs(web, typed, field, value):
    page = text(web.get(url("intake_party"), {"q": typed}))
    assert re.search(rf'name="{field}" value="{value}"', page)


# --- ② --------------------------------------------------------------------------------------------------------


@pytest.fixture
def case(office, party):
    return office.draft(on=day(), party_=party)


def test_everyday_words_and_one_tap(web, office, case):
    page = text(web.get(url("item_search", case.pk), {"q": "没挂执照"}, headers={"HX-Request": "true"}))
    assert office.item.violation in page and "责令改正前置" in page
    assert web.get(url("item_search", case.pk), {"q": "没挂执照"}).url.endswith(
        "?q=%E6%B2%A1%E6%8C%82%E6%89%A7%E7%85%A7"
    )
    answer = web.post(url("violation_add", case.pk), {"item_version": office.item.pk}, follow=True)
    assert "已记录" in text(answer) and case.violations.get().act_on == case.inspected_on
    assert "已经记录过了" in text(
        web.post(url("violation_add", case.pk), {"item_version": office.item.pk}, follow=True)
    )
    assert web.post(url("violation_add", case.pk), {"item_version": "x"}).status_code == 404


def test_nothing_found_is_said_plainly(web, case):
    page = text(web.get(url("intake_violations", case.pk), {"q": "量子纠缠器具"}))
    assert "未找到清单事项，可走清单外核查" in page


def test_switched_off_and_key_area_items_are_marked(web, office, case):
    f.item(office.bureau, "F1", office.legal, violation="售卖散装腌菜无标签", keywords="腌菜", key_area="food",
           load_state="needs_legal_review")  # fmt: skip
    f.item(office.bureau, "F2", office.legal, violation="腌菜坛子不洁", keywords="腌菜坛子", load_state="disabled")
    page = text(web.get(url("intake_violations", case.pk), {"q": "腌菜"}))
    assert "停用" in page and "不能选用" in page and "食品" in page and "须法制审核" in page


def test_off_list_wants_reason_and_law(web, case):
    data = {"description": "招牌挡住消防通道", "act_on": case.inspected_on, "off_list_law": "", "off_list_reason": ""}
    answer = web.post(url("violation_off_list", case.pk), data)
    assert answer.status_code == 422 and "招牌挡住消防通道" in text(answer)
    data |= {"off_list_law": "某法第一条", "off_list_reason": "轻微"}
    assert web.post(url("violation_off_list", case.pk), data).status_code == 302
    assert case.violations.get().is_off_list
    assert "清单外" in text(web.get(url("intake_violations", case.pk)))


def test_edit_and_remove(web, office):
    case = office.with_violation(on=day())
    row = case.violations.get()
    page = text(web.get(url("violation_edit", case.pk, row.pk)))
    assert row.description in page
    data = {"description": "没挂", "act_on": day() + timedelta(days=1), "item_version": row.item_version_id}
    refused = web.post(url("violation_edit", case.pk, row.pk), data)
    assert "不能晚于检查日期" in text(refused) and "没挂" in text(refused)
    web.post(url("violation_edit", case.pk, row.pk), {**data, "act_on": day()})
    row.refresh_from_db()
    assert row.description == "没挂"
    web.post(url("violation_remove", case.pk, row.pk))
    assert not case.violations.exists()


def test_inspection_form_refuses_the_same_officer_and_keeps_the_rest(web, office, case):
    data = {"source": "complaint", "inspected_on": day(), "discovered_on": day(), "place": "新地点",
            "co_handler": office.officer.pk, "version": case.version}  # fmt: skip
    answer = web.post(url("intake_inspection", case.pk), data)
    assert answer.status_code == 422 and "新地点" in text(answer)
    assert web.post(url("intake_inspection", case.pk), {**data, "co_handler": office.second.pk}).status_code == 302
    case.refresh_from_db()
    assert (case.source, case.place) == ("complaint", "新地点")


def test_stale_inspection_form_says_who_changed_what_and_keeps_the_typed(web, office, case):
    case_update(case=case, actor=office.second, on=day(), data={"place": "别处"})
    data = {"source": "daily", "inspected_on": day(), "discovered_on": day(), "place": "我填的地点",
            "co_handler": office.second.pk, "version": case.version}  # fmt: skip
    page = text(web.post(url("intake_inspection", case.pk), data))
    assert "我填的地点" in page and office.second.name in page and "您打开页面之后" in page


def test_photos_each_refusal_by_name_others_kept(web, office, case):
    bad = SimpleUploadedFile("坏的.jpg", b"not a picture", content_type="image/jpeg")
    answer = web.post(url("intake_photos", case.pk), {"files": [f.photo("好的.jpg"), bad]}, follow=True)
    page = text(answer)
    assert "已保存 1 张照片" in page and "“坏的.jpg”没有保存" in page and Evidence.objects.count() == 1
    assert "还没有选择照片" in text(web.post(url("intake_photos", case.pk), {}, follow=True))


def test_a_photo_of_40_mb_gets_the_message(web, case):
    big = SimpleUploadedFile("大.jpg", b"\xff\xd8" + b"0" * (40 * 1024 * 1024), content_type="image/jpeg")
    page = text(web.post(url("intake_photos", case.pk), {"files": [big]}, follow=True))
    assert "“大.jpg”没有保存" in page and "超过 20 MB" in page


def test_lapsed_item_is_told_and_replaced_with_general_answers_kept(web, office):
    case = office.assessed(on=day())
    row = case.violations.get()
    item = office.item.item
    office.item.effective_to = day() - timedelta(days=1)
    office.item.state = "retired"
    office.item.save(by_service=True)
    newer = f.item(office.bureau, item.number, office.legal, effective_from=day())
    page = text(web.get(url("intake_violations", case.pk)))
    assert "今天已不在施行期内" in page and f"改用现行第{newer.version_no}版" in page
    data = {"description": row.description, "act_on": row.act_on, "item_version": newer.pk}
    assert web.post(url("violation_edit", case.pk, row.pk), data).status_code == 302
    row.refresh_from_db()
    assert row.item_version == newer and row.answers["suspected_crime"] is False


def test_an_older_act_is_looked_up_in_the_list_of_its_day(web, office, case):
    ended = f.item(
        office.bureau,
        "T1",
        office.legal,
        violation="经许可使用他人注册商标未标明被许可人名称",
        keywords="商标没写被许可人",
        effective_to=day() - timedelta(days=30),
    )
    then = day() - timedelta(days=40)
    address = url("intake_violations", case.pk)
    assert ended.violation not in text(web.get(address, {"q": "商标没写被许可人"}))
    page = text(web.get(address, {"q": "商标没写被许可人", "day": then.isoformat()}))
    assert ended.violation in page and f'name="act_on" value="{then}"' in page
    part = web.get(
        url("item_search", case.pk), {"q": "商标没写被许可人", "day": then.isoformat()}, headers={"HX-Request": "true"}
    )
    assert ended.violation in text(part)
    for wrong in ("abc", (day() + timedelta(days=9)).isoformat(), "1990-01-01"):
        assert ended.violation not in text(web.get(address, {"q": "商标没写被许可人", "day": wrong}))
    web.post(url("violation_add", case.pk), {"item_version": ended.pk, "act_on": then.isoformat()})
    row = case.violations.get(item_version=ended)
    assert row.act_on == then
    assert "行为终了时它还有效" in text(web.get(address))
