#!/usr/bin/env python
"""Django's command line; runs of automatic commands are noted (xinglongtai.core.commandline)."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "xinglongtai.settings")
    from xinglongtai.core import commandline

    commandline.run(sys.argv)
