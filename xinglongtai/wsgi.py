"""WSGI entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinglongtai.settings")
application = get_wsgi_application()

from django.urls import get_resolver  # noqa: E402

from xinglongtai.core.shield.checks import refuse_debug  # noqa: E402  (settings are read by then)

refuse_debug()
get_resolver().url_patterns  # noqa: B018  (every address and its views are read now, not by the first person who comes)
# What was made until here stays; looking through it again and again for garbage took a tenth of a worker's time.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)
