"""Settings of the test run: the product's own, with files and database in a directory that goes with the process."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

_scratch = Path(tempfile.mkdtemp(prefix="xinglongtai-tests-"))
atexit.register(shutil.rmtree, _scratch, ignore_errors=True)
_installed_fonts = Path(
    os.environ.get("VAR_DIR", Path(__file__).parents[1] / "var"), "fonts"
).resolve()  # by script/setup
if _installed_fonts.is_dir():
    (_scratch / "fonts").symlink_to(_installed_fonts)
os.environ["VAR_DIR"] = str(_scratch)
(_scratch / "static").mkdir()  # where collectstatic would have put what the finders serve here

from xinglongtai.settings import *  # noqa: E402, F403
from xinglongtai.settings import DATABASES  # noqa: E402

# A fifth of a second for a password is meant for thieves; tests sign in thousands of times.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SECOND_FACTOR_REQUIRED = False  # tests of accounts switch it on
JOBS_INLINE = True  # long work in the test's own transaction
# Every test client builds its middlewares anew, and each would list all static files: here a file is looked up when it is asked for.
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, as in the product, not memory: then threads have connections and locks of their own.
    DATABASES["default"]["TEST"] = {"NAME": str(_scratch / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = "PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF;"
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 0  # an idle connection would keep the test database from being dropped
    if "TEST_TEMPLATE" in os.environ:  # a database that the migrations made already
        DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ["TEST_TEMPLATE"]}
