"""Whether the store serves: one quick question for watchers, and a whole round for the examination of the installation."""

import os
import secrets
import time

import boto3
from botocore.exceptions import BotoCoreError, ClientError

from . import client, writing
from .address import Address
from .client import told
from .errors import DENIED, Unreachable

#: Seconds an answer to watchers is given again, each process for itself.
KEPT = 15
_heard: dict[Address, tuple[float, str]] = {}


def _quick(address: Address):
    """A client of little patience."""
    return client.shared(
        ("quick", address),
        lambda: boto3.Session(aws_access_key_id=address.access_key, aws_secret_access_key=address.secret_key).client(
            "s3",
            region_name=address.region or "us-east-1",
            endpoint_url=address.endpoint or None,
            verify=address.ca or None,
            config=client.config(address.style, connect=2, read=3, tries=1),
        ),
    )


def answers(address: Address) -> str:
    """«ok», «unreachable» or «refused»."""
    at, word = _heard.get(address, (float("-inf"), ""))
    if time.monotonic() - at >= KEPT:
        word = "ok"
        try:
            with told(address.bucket):
                _quick(address).list_objects_v2(Bucket=address.bucket, Prefix=address.folder("probe"), MaxKeys=1)
        except Unreachable as fault:
            word = "refused" if fault.words == DENIED else "unreachable"
        _heard[address] = (time.monotonic(), word)
    return word


def forget() -> None:
    """Ask anew next time."""
    _heard.clear()


def tried(address: Address) -> tuple[float, bool]:
    """(seconds of a small file's round: kept, read, deleted; whether the store refuses to overwrite). :class:`Unreachable` where one of
    them cannot be done; OSError for a full store."""
    quick, key, content = _quick(address), address.folder(f"probe/{secrets.token_hex(12)}"), os.urandom(64)
    began = time.monotonic()
    writing.write(quick, address.bucket, key, [content], exclusive=False)
    try:
        with told(key):
            if quick.get_object(Bucket=address.bucket, Key=key)["Body"].read() != content:
                raise Unreachable("another content came back", DENIED)
        seconds = time.monotonic() - began
        try:
            writing.write(quick, address.bucket, key, [content], exclusive=True)
            guarded = False
        except FileExistsError:
            guarded = True
        except Unreachable:  # a store that does not know the condition at all
            guarded = False
    finally:
        with told(key):
            quick.delete_object(Bucket=address.bucket, Key=key)
    return seconds, guarded


def keeps_versions(address: Address) -> bool | None:
    """Whether what is deleted can be fetched back; ``None`` where the store does not tell."""
    try:
        return _quick(address).get_bucket_versioning(Bucket=address.bucket).get("Status") == "Enabled"
    except (ClientError, BotoCoreError):
        return None
