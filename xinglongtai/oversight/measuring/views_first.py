"""Pages as a browser meets them for the first time: bytes over the line and Lighthouse's marks on slow 4G.

nginx stands in front with TLS, HTTP/2 and compression as ``deploy/`` has it.
"""

import getpass
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from django.conf import settings
from django.db import connections
from django.urls import reverse

from cases.models import Case
from pledges.models import Pledge
from pledges.status import PledgeStatus
from xinglongtai.core.models import Officer

from .figures import Figure, Run
from .serving import cookie_of, free_port, serving

WHAT = "first view on slow 4G"
WEIGHT_KB, PERFORMANCE, ACCESSIBILITY = 150, 95, 100
LOGIN = "scale_officer"
_FLAGS = "--headless=new --no-sandbox --ignore-certificate-errors --disable-dev-shm-usage"
_NGINX = """
user {owner}; daemon off; pid {folder}/nginx.pid; error_log {folder}/nginx.log; worker_processes 1;
events {{}}
http {{
  include /etc/nginx/mime.types; access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port} ssl http2; ssl_certificate {folder}/cert.pem; ssl_certificate_key {folder}/key.pem;
    location /static/ {{
      alias {folder}/static/; charset utf-8; gzip on; add_header Cache-Control "public, max-age=60";
      gzip_types text/css application/javascript text/javascript image/svg+xml application/json;
    }}
    location / {{ proxy_pass http://127.0.0.1:{behind}; proxy_http_version 1.1; proxy_set_header Host 127.0.0.1; }}
  }}
}}
"""


def measure(run: Run) -> Iterator[Figure]:
    lighthouse = run.kept / "node_modules" / ".bin" / "lighthouse"
    if not (lighthouse.exists() and shutil.which("nginx")):
        return
    officer = Officer.objects.select_related("user").get(user__username=LOGIN)
    cookie, addresses = cookie_of(officer.user), _addresses(officer)
    connections.close_all()
    with serving(run.folder, "--workers", "2") as server, _in_front(run.folder, server.port) as base:
        for name, path in addresses.items():
            cookies = "" if name == "login" else f"sessionid={cookie}"
            seen = [_looked_at(lighthouse, base + path, cookies, run.folder) for _ in range(run.count(3, 1))]
            weights, marks, access, faults = zip(*seen, strict=True)
            yield Figure(f"{name}: weight", median(weights), "KB", WEIGHT_KB)
            yield Figure(f"{name}: performance", median(marks), "", PERFORMANCE, True, runs=len(seen))
            yield Figure(f"{name}: accessibility", min(access), "", ACCESSIBILITY, True, note=faults[0])


def _addresses(officer: Officer) -> dict[str, str]:
    case = Case.objects.visible_to(officer).filter(pledges__isnull=False).order_by("-pk").first()
    pledges = Pledge.objects.visible_to(officer).exclude(status=PledgeStatus.VOIDED)
    return {
        "login": reverse("login"),
        "desk": reverse("pledges:desk"),
        "case list": reverse("cases:list"),
        "case page": reverse("cases:detail", args=[case.pk]),
        "register form": reverse("cases:intake_party"),
        "letter page": reverse("pledges:issued", args=[pledges.order_by("-pk").first().pk]),
    }


@contextmanager
def _in_front(folder: Path, behind: int) -> Iterator[str]:
    """nginx before the server; its address."""
    environment = os.environ | {"STATIC_ROOT": str(folder / "static")}
    collect = [sys.executable, sys.argv[0], "collectstatic", "--no-input", "--verbosity", "0"]
    subprocess.run(collect, check=True, env=environment, cwd=settings.BASE_DIR)
    certificate = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1".split()
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([*certificate, *files], check=True, capture_output=True)
    port, conf = free_port(), folder / "nginx.conf"
    conf.write_text(_NGINX.format(folder=folder, port=port, behind=behind, owner=getpass.getuser()))
    process = subprocess.Popen(["nginx", "-c", str(conf)], stderr=subprocess.DEVNULL)
    try:
        yield f"https://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def _looked_at(lighthouse: Path, address: str, cookies: str, folder: Path) -> tuple[float, float, float, str]:
    """(kilobytes, performance, accessibility, what is wrong) of one visit with nothing kept from before."""
    out = folder / "lighthouse.json"
    command = [str(lighthouse), address, "--quiet", "--output=json", f"--output-path={out}", f"--chrome-flags={_FLAGS}"]
    command += ["--only-categories=performance,accessibility", "--extra-headers", json.dumps({"Cookie": cookies})]
    environment = os.environ | {"CHROME_PATH": shutil.which("chromium") or ""}
    subprocess.run(command, check=True, capture_output=True, timeout=180, env=environment)
    told = json.loads(out.read_text())
    asked = told["audits"]["network-requests"]["details"]["items"]
    if lost := [one["url"] for one in asked if one["statusCode"] >= 400]:
        raise ValueError(f"not given: {lost}")
    marks = {name: one["score"] * 100 for name, one in told["categories"].items()}
    failed = [
        ref["id"] for ref in told["categories"]["accessibility"]["auditRefs"] if told["audits"][ref["id"]]["score"] == 0
    ]
    names = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time", "cumulative-layout-shift")
    slow = ", ".join(f"{name} {told['audits'][name]['displayValue']}" for name in names)
    weight = told["audits"]["total-byte-weight"]["numericValue"] / 1000
    return weight, marks["performance"], marks["accessibility"], "; ".join([slow, *failed])
