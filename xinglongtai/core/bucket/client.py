"""The way to the store: bounded patience, one client a process, and its faults in our words."""

import errno
import os
import threading
from contextlib import contextmanager

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from .errors import AWAY, DENIED, Unreachable

#: Seconds to reach the store, and to wait for its next byte; each request is tried three times. The worst a page can wait is about
#: a minute, on a store that takes connections and says nothing.
CONNECT, READ, TRIES = 3, 20, 3
_FULL = frozenset({"QuotaExceeded", "XMinioStorageFull", "InsufficientStorage", "EntityTooLarge"})
_TAKEN = frozenset({"PreconditionFailed", "ConditionalRequestConflict"})
_made: dict = {}
_lock = threading.Lock()


def config(style: str, *, connect: float = CONNECT, read: float = READ, tries: int = TRIES) -> Config:
    """How the store is talked to. Checksums beyond MD5 are left out: not every store knows them."""
    return Config(
        connect_timeout=connect,
        read_timeout=read,
        retries={"total_max_attempts": tries, "mode": "standard"},
        max_pool_connections=32,
        signature_version="s3v4",
        s3={"addressing_style": style},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
        tcp_keepalive=True,
    )


def shared(key, make):
    """What ``make`` makes, once a process and ``key``: a client is safe among threads, and costs megabytes to make."""
    key = (os.getpid(), key)
    if key not in _made:
        with _lock:
            if key not in _made:
                _made[key] = make()
    return _made[key]


@contextmanager
def told(name: str):
    """Faults of the store about the object ``name``: FileNotFoundError, FileExistsError, OSError for a full store, :class:`Unreachable`."""
    try:
        yield
    except ClientError as fault:
        status = fault.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        code = fault.response.get("Error", {}).get("Code", "")
        if status == 404 and code != "NoSuchBucket":
            raise FileNotFoundError(errno.ENOENT, "no such object", name) from fault
        if status in (409, 412) and (code in _TAKEN or code == "412"):
            raise FileExistsError(errno.EEXIST, "the object is there, or another one", name) from fault
        if status == 416:  # an empty object has no parts
            raise OSError(errno.ERANGE, "nothing lies there", name) from fault
        if status == 507 or code in _FULL:
            raise OSError(errno.ENOSPC, "the store is full", name) from fault
        refused = 400 <= status < 500 and status not in (408, 429)
        raise Unreachable(f"{code or status}: {name}", DENIED if refused else AWAY) from fault
    except BotoCoreError as fault:
        raise Unreachable(f"{type(fault).__name__}: {name}") from fault
