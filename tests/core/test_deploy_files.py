"""The files of deploy/ agree with the program: one list of automatic work, limits that fit, every setting named."""

import re
from pathlib import Path

from django.conf import settings

from xinglongtai.core.installation import heartbeats

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"


def text(name: str) -> str:
    return (DEPLOY / name).read_text()


def test_timers_readme_and_watch_name_the_same_commands():
    timers = {path.stem.partition("@")[2] for path in (DEPLOY / "systemd").glob("*.timer")}
    section = (ROOT / "README.md").read_text().split("## Automatic work")[1].split("Set-up commands")[0]
    told = set(re.findall(r"^\| `(\w+)` \|", section, re.M))
    watched = {one.command for one in heartbeats.expected()}
    assert timers == told == watched


def test_nginx_takes_a_little_more_than_the_program():
    """So that a form that is too large reaches the program, whose words keep what was typed."""
    megabytes = int(re.search(r"^    client_max_body_size (\d+)m;", text("nginx/site.conf"), re.M)[1])
    assert 0 < megabytes - settings.UPLOAD_MAX_REQUEST_SIZE / 1024**2 <= 20


def test_every_setting_of_the_environment_is_in_the_example():
    source = (ROOT / "xinglongtai/settings.py").read_text()
    read = set(re.findall(r"environ(?:\.get)?[\[(]\s*\"(\w+)\"|_flag\(\"(\w+)\"", source))
    names = {name for pair in read for name in pair if name} - {"JOBS_INLINE"}
    example = set(re.findall(r"^#?([A-Z_]+)=", text("xinglongtai.env.example"), re.M))
    assert names - example == set()


def test_answers_from_disk_carry_the_policy_of_the_program():
    from xinglongtai.core import delivery

    assert f'Content-Security-Policy "{delivery.POLICY}"' in text("nginx/site.conf")


def masked(address: str) -> str:
    """What nginx's map makes of an address: first pattern that fits, in its order."""
    for pattern, value in re.findall(r'^    "~(\^.+?)"\s+(\S+);$', text("nginx/site.conf"), re.M):
        if found := re.match(pattern.replace("(?<", "(?P<"), address):
            return re.sub(r"\$(\w+)", lambda name: found[name[1]], value.strip('"'))
    return "/…"


def test_the_web_servers_log_keeps_no_secret():
    assert masked("/p/s3cret/sign/?ticket=1") == "/p/…/sign/"
    assert masked("/p/s3cret") == "/p/…"
    assert masked("/oversight/calendar/s3cret.ics?x") == "/oversight/calendar/….ics"
    assert masked("/search/?q=张三") == "/search/"
    log = text("nginx/site.conf").split("log_format")[1].split(";")[0]
    assert not {"$request ", "$request_uri", "$args", "$http_referer", "$uri"} & set(re.findall(r"\$\w+ ?", log))


def test_units_run_as_nobody_special():
    for name in ("xinglongtai.service", "xinglongtai-task@.service", "xinglongtai-worker@.service"):
        unit = text(f"systemd/{name}")
        for line in (
            "User=xinglongtai",
            "NoNewPrivileges=yes",
            "ProtectSystem=strict",
            "PrivateTmp=yes",
            "CapabilityBoundingSet=\n",
        ):
            assert line in unit
        assert "ReadWritePaths=/var/lib/xinglongtai /var/lib/xinglongtai-keys\n" in unit
