"""gunicorn on an installation of deploy/install: it listens on the socket that systemd holds, so a restart refuses nobody.

Every request has its line from the program itself (``core.logs``); gunicorn's own access log stays off, because it would write
whole addresses, secrets of party pages included.
"""

import importlib.util
import os

bind = "unix:/run/xinglongtai/web.sock"  # used only where systemd hands over no socket
wsgi_app = "xinglongtai.wsgi:application"
worker_class = "gthread"
# A worker holds about 150 MB; threads share it and wait for the database or the disk most of the time.
workers = int(os.environ.get("WEB_WORKERS", "") or min(8, 2 * (os.cpu_count() or 1) + 1))
threads = int(os.environ.get("WEB_THREADS", "4"))
# Long exports and PDFs of whole files run as jobs; a request that takes longer than this is stuck.
timeout = 180
graceful_timeout = 30
keepalive = 5
# Memory that libraries do not give back is given back by a new worker, not by all at once.
max_requests, max_requests_jitter = 5000, 500
worker_tmp_dir = "/dev/shm"
accesslog = None
# The web server in front is the only one on the socket, and replaces these headers.
forwarded_allow_ips = "*"
proxy_protocol = False
limit_request_line = 4094
limit_request_fields = 60
limit_request_field_size = 8190
capture_output = False

# An upgrade may have to go back to a release of before 0.5, which knows no JSON lines.
_LOGS = "xinglongtai.core.logs.entries"
logconfig_dict = (
    {}
    if not importlib.util.find_spec("xinglongtai.core.logs")
    else {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"context": {"()": f"{_LOGS}.Context"}},
        "formatters": {"json": {"()": f"{_LOGS}.JsonLines"}},
        "handlers": {"journal": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["context"]}},
        "root": {"handlers": ["journal"], "level": "WARNING"},
        "loggers": {
            "gunicorn.error": {"handlers": ["journal"], "level": "INFO", "propagate": False},
            "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
        },
    }
)


def post_worker_init(worker):
    """The first letter and search of a worker do not wait for fonts and words. Beside the requests, which are answered at once."""
    if importlib.util.find_spec("xinglongtai.core.warming"):
        from xinglongtai.core import warming

        warming.start()
