"""A leader's first days: the given password, the code, the lost phone, and a page that was left open."""

import time

import pyotp
import pytest

from tests.factories import Office
from xinglongtai.core.accounts import sealing
from xinglongtai.core.models import Event, SecondFactor, User

pytestmark = pytest.mark.django_db(transaction=True)
GIVEN, OWN = "Gegeben-2026-heute", "Lantian-7-qiaoliang"


def sign_in(page, user, password):
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", password)
    page.locator(".login-panel button[type=submit]").click()


def secret_of(user) -> str:
    row = SecondFactor.objects.get(user=user)
    return sealing.unseal(row.key_id, row.sealed, of=f"second factor of {user.pk}").decode()


def test_first_login_lost_phone_and_a_page_left_open(page_factory, settings, tmp_path, axe_violations, faults):
    settings.KEYS_DIR, settings.SECOND_FACTOR_REQUIRED = tmp_path / "keys", True
    faults.expect(r"status of 422")
    office = Office()
    user = office.leader.user
    user.set_password(GIVEN)
    user.must_change = User.MustChange.GIVEN
    user.save()

    page = page_factory(1280, 900)
    page.goto("/delegations/")
    sign_in(page, user, GIVEN)
    page.get_by_text("请先改成自己的密码").wait_for()
    for name, text in (("old_password", GIVEN), ("new_password1", OWN), ("new_password2", OWN)):
        page.fill(f"[name={name}]", text)
    page.get_by_role("button", name="保存新密码").click()
    page.get_by_role("link", name="回到工作台").click()

    page.get_by_text("请先设置动态验证码").wait_for()
    page.wait_for_load_state("load")
    assert page.locator(".factor-qr").evaluate("image => image.complete && image.naturalWidth") > 100
    assert axe_violations(page) == []
    page.fill("[name=code]", pyotp.TOTP(secret_of(user)).at(time.time()))
    page.get_by_role("button", name="设置完成").click()
    page.get_by_text("只显示这一次").wait_for()
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert axe_violations(page) == []
    page.get_by_role("link", name="已保存，继续").click()
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="退出登录").click()

    sign_in(page, user, OWN)
    page.get_by_role("heading", name="输入验证码").wait_for()
    page.fill("[name=code]", "000000")
    page.get_by_role("button", name="继续").click()
    page.get_by_text("验证码不对").first.wait_for()
    page.fill("[name=code]", codes[0])
    page.get_by_role("button", name="继续").click()
    page.get_by_text("上次登录：").wait_for()

    settings.SESSION_IDLE_SECONDS, settings.SESSION_WARNING_SECONDS = 4, 2
    page.goto("/delegations/new/")
    reason = page.locator("[name=reason]")
    reason.fill("外出培训三天，请代为审批")
    warning = page.get_by_role("heading", name="还在使用吗？")
    warning.wait_for()
    other = page.context.new_page()
    other.goto("/me/")
    warning.wait_for(state="hidden")
    other.close()
    warning.wait_for()
    assert axe_violations(page) == []
    page.get_by_role("button", name="继续使用").click()
    warning.wait_for(state="hidden")
    page.get_by_role("heading", name="已自动退出登录").wait_for()
    assert not reason.is_visible()

    settings.SESSION_IDLE_SECONDS = 1800
    page.get_by_role("button", name="重新登录").click()
    sign_in(page, user, OWN)
    page.fill("[name=code]", codes[1])
    page.get_by_role("button", name="继续").click()
    page.get_by_text("已恢复您上次填写").wait_for()
    assert page.locator("[name=reason]").input_value() == "外出培训三天，请代为审批"
    assert Event.objects.filter(verb="account_login", actor=office.leader).count() == 3
