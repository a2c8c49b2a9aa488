"""WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinglongtai.settings")
application = get_wsgi_application()

from xinglongtai.core.shield.checks import refuse_debug  # noqa: E402  (settings are read by then)

refuse_debug()
