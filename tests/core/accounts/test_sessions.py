"""How long a login lasts, what keeps it, which there are, ending them; the last login is told once."""

import pytest
from django.test import Client
from django.urls import reverse

from xinglongtai.core.accounts import sessions
from xinglongtai.core.models import AccountSession, Event, Job, JobState, User

pytestmark = pytest.mark.django_db
RIGHT = "Lantian-7-qiaoliang"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/128.0.0.0 Safari/537.36"


def aged(client, seconds, what=sessions.SEEN):
    session = client.session
    session[what] -= seconds
    session.save()


@pytest.fixture
def inside(office, client):
    client.force_login(office.officer.user)
    return client


def test_idle_time_ends_a_session_and_use_keeps_it(inside, settings):
    page = reverse("cases:list")
    aged(inside, settings.SESSION_IDLE_SECONDS - 5)
    assert inside.get(page).status_code == 200
    assert inside.get(reverse("core:session_state")).json()["left"] > settings.SESSION_IDLE_SECONDS - 60
    aged(inside, settings.SESSION_IDLE_SECONDS + sessions.grain())
    assert inside.get(page).url == f"/login/?next={page}"
    assert not AccountSession.objects.exists()


def test_what_pages_ask_by_themselves_keeps_nothing(inside, office, settings):
    job = Job.objects.create(bureau=office.bureau, kind="x", owner=office.officer, state=JobState.RUNNING)
    aged(inside, settings.SESSION_IDLE_SECONDS - 20)
    polls = [reverse("core:session_state"), reverse("core:job_progress", args=[job.pk])]
    for url in polls * 2:
        assert inside.get(url).status_code == 200
    assert inside.get(polls[0]).json()["left"] <= 20 + sessions.grain()
    assert inside.post(reverse("core:session_keep")).json()["left"] >= settings.SESSION_IDLE_SECONDS
    aged(inside, settings.SESSION_IDLE_SECONDS + sessions.grain())
    assert inside.get(polls[1], headers={"HX-Request": "1"})["HX-Refresh"] == "true"
    assert "/login/" in inside.get(polls[0]).url


def test_no_session_lasts_longer_than_half_a_day(inside, settings):
    aged(inside, settings.SESSION_COOKIE_AGE, sessions.BEGAN)
    assert "/login/" in inside.get(reverse("cases:list")).url


def test_a_form_sent_too_late_comes_back_to_its_page(inside, settings):
    aged(inside, settings.SESSION_IDLE_SECONDS + sessions.grain())
    sent = inside.post(reverse("cases:intake_start"), {}, headers={"Referer": "http://testserver/intake/new/?a=1"})
    assert sent.url == "/login/?next=/intake/new/%3Fa%3D1"


def test_a_session_from_before_the_upgrade_goes_on_and_is_listed(inside):
    session = inside.session
    for name in (sessions.BEGAN, sessions.SEEN, sessions.ROW):
        del session[name]
    session.save()
    AccountSession.objects.all().delete()
    assert inside.get(reverse("cases:list")).status_code == 200
    assert AccountSession.objects.count() == 1


def test_logins_are_listed_in_plain_words_and_ended_one_by_one(office, client):
    user = office.officer.user
    user.set_password(RIGHT)
    user.save()
    form = {"username": user.username, "password": RIGHT}
    here, there = client, Client()
    here.post("/login/", form, headers={"User-Agent": CHROME}, REMOTE_ADDR="203.0.113.5")
    there.post("/login/", form)
    page = here.get(reverse("core:me")).text
    assert "Windows 电脑 · Chrome 128" in page and "203.0.113.5" in page
    row = AccountSession.objects.get(session_key=there.session.session_key)
    stranger = Client()
    stranger.force_login(office.head.user)
    assert stranger.post(reverse("core:session_end", args=[row.pk])).status_code == 404
    assert here.post(reverse("core:session_end", args=[row.pk])).status_code == 302
    assert "/login/" in there.get(reverse("cases:list")).url
    there.post("/login/", form)
    here.post(reverse("core:sessions_end_others"))
    assert "/login/" in there.get(reverse("cases:list")).url
    assert here.get(reverse("cases:list")).status_code == 200
    assert stranger.get(reverse("cases:list")).status_code == 200


def test_leaving_takes_the_login_off_the_list(inside):
    inside.post(reverse("logout"))
    assert not AccountSession.objects.exists()


def test_the_last_login_is_told_once_with_the_failures_since(office, client):
    user = office.officer.user
    user.set_password(RIGHT)
    user.save()
    form = {"username": user.username, "password": RIGHT}
    client.post("/login/", form, REMOTE_ADDR="203.0.113.5")
    assert "上次登录" not in client.get(reverse("core:me")).text
    client.logout()
    for _ in range(2):
        client.post("/login/", {**form, "password": "falsch"})
    client.post("/login/", form, REMOTE_ADDR="198.51.100.7")
    page = client.get(reverse("core:me")).text
    assert "上次登录：" in page and "地址 203.0.113.5" in page and "此后有 2 次登录失败" in page
    assert "上次登录：" not in client.get(reverse("core:me")).text
    assert User.objects.get(pk=user.pk).failed_logins == 0
    assert Event.objects.filter(verb="account_login").latest("pk").data["address"] == "198.51.100.7"
