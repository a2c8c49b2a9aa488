"""What only a browser can tell: that a policy is kept, that its breach is noticed, that nothing is left after the logout."""

import re

import pytest

from tests.factories import Office

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_breach_of_the_policy_fails_a_journey(page_factory, sign_in, faults):
    office = Office()
    page = page_factory(1440, 900)
    sign_in(page, office.officer.user)
    page.goto("/")
    page.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<p id=planted onclick=\"1\" style=\"color:red\">x</p>')"
    )
    page.wait_for_function("getComputedStyle(document.getElementById('planted')).color !== 'rgb(255, 0, 0)'")
    page.locator("#planted").click()
    page.evaluate("new Promise(requestAnimationFrame)")  # the browser tells of it before the next frame
    faults.expect("csp|Content Security Policy")  # which a breach ignores
    assert any("style-src" in fault for fault in faults.unexpected())
    assert any("script-src" in fault for fault in faults.unexpected())
    faults.clear()


def test_after_the_logout_the_back_button_shows_nothing(page_factory, sign_in):
    office = Office()
    case = office.ready()
    page = page_factory(390, 844)
    sign_in(page, office.officer.user)
    page.goto(f"/cases/{case.pk}/")
    assert page.get_by_text(case.party.name).count()
    page.goto("/me/")
    page.get_by_role("button", name="退出").first.click()
    page.wait_for_url(re.compile("/login/"))
    for _ in range(2):
        page.go_back()
        page.wait_for_load_state("load")
        assert "/login/" in page.url and case.party.name not in page.content()
