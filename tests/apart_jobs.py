"""Jobs for the process apart that misbehave, each in its way."""

import os
import time


def echo(blob, given):
    return {"given": given, "size": len(blob)}, blob[::-1]


def forever(blob, given):
    while True:
        time.sleep(60)


def busy(blob, given):
    while True:
        pass


def greedy(blob, given):
    return {}, b"x" * len([bytearray(50_000_000) for _ in range(100)])


def crash(blob, given):
    os.abort()


def surprise(blob, given):
    raise LookupError(blob.decode())


def nosy(blob, given):
    """What can be had from here: settings of the environment, open descriptors, the right to write."""
    try:
        with open(given["path"], "wb") as handle:
            handle.write(b"x")
        wrote = True
    except OSError:
        wrote = False
    # One of those listed is the list itself.
    return {"environment": sorted(os.environ), "wrote": wrote, "open": len(os.listdir("/proc/self/fd")) - 1}, b""
