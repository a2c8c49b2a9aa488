"""Legal staff: sign in, a new version of an entry edited and published, a sheet reviewed."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from cases import services
from cases.models import Review
from catalog.models import ItemVersion
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
