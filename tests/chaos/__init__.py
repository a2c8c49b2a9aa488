"""Faults put into the running product on throw-away data, again and again: ``script/chaos`` (docs/chaos.md).

Not part of the test suite: it starts servers, kills them, fills disks and takes databases away.
"""
