"""A shopkeeper without an account, script or patience: finds an item, looks at a past day and at what changed."""

import pytest

from catalog.public.answers import shelf
from tests.catalog.public_lists import world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def empty_shelf():
    shelf.clear()


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_without_script(page_factory, width, height):
    world()
    page = page_factory(width, height, java_script_enabled=False)
    page.goto("/catalog/")
    page.get_by_label("违法行为、日常说法、编号或条款").fill("营业执照")
    with page.expect_navigation():
        page.get_by_role("button", name="查询").click()
    with page.expect_navigation():
        page.get_by_role("link", name="营业执照未置于").first.click()
    assert page.get_by_role("heading", name="各版本").is_visible()
    with page.expect_navigation():
        page.get_by_role("link", name="返回清单").click()
    page.get_by_label("哪一天").fill("2026-05-31")
    with page.expect_navigation():
        page.get_by_role("button", name="查询").click()
    assert page.get_by_role("heading", name="2026年5月31日有效的清单").is_visible()
    assert page.get_by_role("link", name="=广告未显著标明").is_visible()
    with page.expect_navigation():
        page.get_by_role("link", name="变更记录").first.click()
    assert page.get_by_text("理由：上级清单已调整").is_visible()
    assert page.context.cookies() == []


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1440, 900)])
def test_for_every_reader(page_factory, axe_violations, width, height):
    world()
    page = page_factory(width, height)
    for tail in ("", "?on=2027-01-01", "?on=abc", "?q=没有的词", "changes/", "items/R3/", "items/F1/"):
        page.goto(f"/catalog/xlt/{tail}")
        assert axe_violations(page) == [], tail
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), tail
    page.goto("/catalog/xlt/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "跳到正文"
