"""``python -m tests.scale_out [--seconds 60] [--port 8210] [--keep]`` (script/trial-scale-out)."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.chaos.cluster import Cluster, binaries


def main() -> int:
    parser = argparse.ArgumentParser(prog="script/trial-scale-out", description="Several machines on one, under load.")
    parser.add_argument("--seconds", type=int, default=60, help="how long people work; at least 40")
    parser.add_argument("--port", type=int, default=8210, help="first of five ports")
    parser.add_argument("--keep", action="store_true", help="leave data and logs for a look")
    parser.add_argument("--child", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        return child(asked)
    if binaries() is None or not shutil.which("nginx"):
        parser.error("PostgreSQL's server and nginx are needed")
    return parent(asked)


def parent(asked) -> int:
    """A throw-away place, the primary in it, and the trial in a process that knows only these."""
    folder = Path(tempfile.mkdtemp(prefix="v-scale-out-"))
    folder.chmod(0o755)  # the user «postgres» has to pass
    var = folder / "var"
    var.mkdir()
    fonts = Path(os.environ.get("VAR_DIR", "var"), "fonts").resolve()
    if fonts.is_dir():
        (var / "fonts").symlink_to(fonts)
    primary = Cluster(folder / "primary", asked.port + 3).create()
    env = os.environ | {
        "VAR_DIR": str(var),
        "DATABASE_URL": primary.url,
        "DJANGO_SETTINGS_MODULE": "xinglongtai.settings",
        "DEMO_MODE": "1",
        "DEBUG": "0",
        "JOBS": "queue",
    }
    words = ["--seconds", str(asked.seconds), "--port", str(asked.port), "--child", str(folder)]
    try:
        return subprocess.run([sys.executable, "-m", "tests.scale_out", *words], env=env, check=False).returncode
    finally:
        primary.destroy()
        if asked.keep:
            sys.stderr.write(f"kept: {folder}\n")
        else:
            shutil.rmtree(folder, ignore_errors=True)


def child(asked) -> int:
    """The trial itself."""
    import django

    django.setup()
    from .trial import Trial

    return Trial(Path(asked.child), asked.port, max(asked.seconds, 40)).run()


if __name__ == "__main__":
    sys.exit(main())
