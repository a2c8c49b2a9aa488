"""Legal staff: sign in, a new version of an entry edited and published, a sheet reviewed."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from cases import services
from cases.models import Review
from catalog.models import Candidate, ItemVersion
from catalog.services import candidate_add
from tests import factories as f

pytestmark = pytest.mark.django_db(transaction=True)
VERSIONS = "/admin/catalog/itemversion/"
PASSWORD = "Yanshi-fazhi-2026"


@pytest.fixture
def office():
    call_command("load_calendar", verbosity=0)
    return f.Office()


@pytest.fixture
def legal(office):
    """The legal officer's account, with a password to type and the starter list published."""
    call_command("load_starter_catalog", bureau=office.bureau.code, publish=True, verbosity=0)
    call_command("seed_roles", verbosity=0)
    user = office.legal.user
    user.refresh_from_db()
    user.set_password(PASSWORD)
    user.save()
    return user


def waiting(office, day):
    """A case whose officer disagrees with the sheet and asks for the legal review."""
    case = office.assessed(on=day, answers={"no_intent": False})
    reasons = {"no_intent": "店主当场说明，系误放"}
    services.assessment_make(violation=case.violations.get(), actor=office.officer, on=day, overrides=reasons)
    services.review_request(case=case, actor=office.officer, note="笔录可证，请审")
    return case


def test_new_version_edited_and_published(office, legal, page_factory, sign_in):
    page = page_factory(1440, 900)
    page.goto("/login/")
    page.fill("[name=username]", legal.username)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.get_by_role("link", name="清单管理").first.click()

    page.goto(f"{VERSIONS}?q=R1")
    page.locator("#result_list .field-violation a").first.click()
    assert page.locator("[name=violation]").count() == 0  # published entries are read-only
    page.get_by_role("link", name="建立新版本").click()
    page.get_by_role("button", name="确认建立新版本").click()

    page.fill("[name=violation]", "换了经营场所没有办变更登记")
    page.fill("[name=effective_from]", timezone.localdate().isoformat())
    page.get_by_role("button", name="保存", exact=True).click()
    draft = ItemVersion.objects.get(item__number="R1", version_no=2)
    assert (draft.state, draft.violation) == ("draft", "换了经营场所没有办变更登记")

    page.goto(f"{VERSIONS}{draft.pk}/change/")
    page.get_by_role("link", name="提交审核", exact=True).click()
    assert "✓ 可以" in page.inner_text(".catalog-table")
    with page.expect_navigation():
        page.get_by_role("button", name="确认提交审核").click()
    assert page.get_by_role("link", name="审核发布", exact=True).count() == 0  # a second person publishes

    colleague = page_factory(1440, 900)
    sign_in(colleague, office.legal_2.user)
    colleague.goto(f"{VERSIONS}{draft.pk}/change/")
    assert "换了经营场所没有办变更登记" in colleague.inner_text(".catalog-differences")
    colleague.get_by_role("link", name="审核发布", exact=True).click()
    with colleague.expect_navigation():
        colleague.get_by_role("button", name="确认审核发布").click()
    page.goto(f"{VERSIONS}?q=R1")
    row = page.locator("#result_list tbody tr", has_text="换了经营场所没有办变更登记")
    assert "第2版" in row.inner_text() and row.locator(".catalog-published", has_text="已发布").count() == 1
    draft.refresh_from_db()
    assert draft.state == "published"


def off_list(office, day, words):
    """A case with a violation that stands on no list, waiting for the legal review."""
    case = office.draft(on=day)
    data = {"description": words, "off_list_reason": "张贴两日，无后果", "off_list_law": "某办法第十二条"}
    row = services.violation_add(case=case, actor=office.officer, on=day, data=data)
    answers = {**f.GOOD_ANSWERS, "key_area": "none"}
    services.assessment_make(violation=row, actor=office.officer, on=day, answers=answers)
    case.refresh_from_db()
    return services.review_request(case=case, actor=office.officer, note="情节轻微")[0]


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_a_sheet_is_reviewed(office, page_factory, sign_in, axe_violations, width, height):
    case = waiting(office, timezone.localdate())
    page = page_factory(width, height)
    sign_in(page, office.legal.user)
    page.goto("/")
    with page.expect_navigation():
        page.locator("main .work-item .btn", has_text="审核").first.click()
    assert axe_violations(page) == []
    page.get_by_label("同意适用告知承诺").check()
    page.get_by_label("理由").fill("情节轻微，已着手改正，同意适用。")
    with page.expect_navigation():
        page.get_by_role("button", name="提交").click()
    row = Review.objects.get()
    assert (row.state, row.decided_by) == ("approved", office.legal)
    case.refresh_from_db()
    assert case.status == "ready"


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_the_desk_by_keyboard_and_phrases(office, page_factory, sign_in, axe_violations, width, height):
    """An off-list review: claimed, phrases clicked in, submitted by keyboard; then the next one, and a candidate."""
    day = timezone.localdate()
    first, second = off_list(office, day, "店堂告示写明概不退换"), off_list(office, day, "告示要求先办卡")
    page = page_factory(width, height)
    sign_in(page, office.legal.user)
    page.goto("/reviews/")
    assert axe_violations(page) == []
    page.get_by_role("link", name="从最早的开始审").click()
    page.wait_for_url(f"**/reviews/{first.pk}/")
    with page.expect_navigation():
        page.get_by_role("button", name="我来审").click()
    assert page.get_by_role("button", name="放回待审").count() == 1
    page.keyboard.press("Alt+2")
    assert not page.get_by_label("适用的法律依据").is_visible()
    page.keyboard.press("Alt+1")
    for name in ("note", "basis", "scope"):
        page.locator(f"#div_id_{name} .phrase:visible").first.click()
    assert "第三十三条第一款" in page.get_by_label("适用的法律依据").input_value()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.url.endswith(f"/reviews/{second.pk}/")
    assert axe_violations(page) == []
    first.refresh_from_db()
    assert (first.state, first.approved_scope) == ("approved", "仅限本案；同类情形另行送审。")
    assert Candidate.objects.get().violation == "店堂告示写明概不退换"


def test_a_candidate_is_drafted(office, legal, page_factory, sign_in, axe_violations):
    row = candidate_add(
        actor=office.legal,
        on=timezone.localdate(),
        origin="案件1",
        violation="告示要求先办卡",
        violated="某办法第十二条",
    )
    page = page_factory(1440, 900)
    sign_in(page, legal)
    page.goto("/admin/catalog/candidate/")
    assert axe_violations(page) == []
    page.locator("#result_list a", has_text=row.violation).click()
    page.get_by_role("link", name="起草为清单事项").click()
    assert axe_violations(page) == []
    page.fill("[name=domain]", "消费者权益保护")
    number = page.input_value("[name=number]")
    with page.expect_navigation():
        page.get_by_role("button", name="起草并打开草稿").click()
    draft = ItemVersion.objects.get(item__number=number)
    assert (draft.state, draft.violation) == ("draft", row.violation)
    row.refresh_from_db()
    assert (row.state, row.item) == ("adopted", draft.item)
