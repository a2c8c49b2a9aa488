"""A stream of any length as one object, whole or not at all; in memory there is one part of it."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice

from botocore.exceptions import BotoCoreError, ClientError

from .client import told
from .errors import Unreachable

#: Bytes of a part. 10,000 are the most a store takes: 80 GB.
PART = 8 * 1024 * 1024


def write(client, bucket: str, key: str, chunks: Iterable[bytes], *, exclusive: bool) -> int:
    """Keep ``chunks`` as the object ``key``; how many bytes. ``exclusive``: FileExistsError where there is one, by the store's own word.

    The store compares every part with its MD5 before it takes it, and says how long the whole is; :class:`Unreachable` where that is not
    what was sent. Faults of ``chunks`` come through, and nothing is kept.
    """
    parts, where = _parts(chunks), {"Bucket": bucket, "Key": key}
    only = {"IfNoneMatch": "*"} if exclusive else {}
    ahead = list(islice(parts, 2))
    with told(key):
        if len(ahead) < 2:
            content = ahead[0] if ahead else b""
            client.put_object(**where, Body=content, ContentMD5=_md5(content), **only)
            size = len(content)
        else:
            size = _in_parts(client, where, _again(ahead, parts), only)
        there = client.head_object(**where)["ContentLength"]
    if there != size:
        raise Unreachable(f"{size} bytes were sent, {there} are there: {key}")
    return size


def _in_parts(client, where: dict, parts: Iterator[bytes], only: dict) -> int:
    upload = {**where, "UploadId": client.create_multipart_upload(**where)["UploadId"]}
    try:
        marks, size = [], 0
        for number, part in enumerate(parts, start=1):
            answer = client.upload_part(**upload, PartNumber=number, Body=part, ContentMD5=_md5(part))
            marks.append({"PartNumber": number, "ETag": answer["ETag"]})
            size += len(part)
        client.complete_multipart_upload(**upload, MultipartUpload={"Parts": marks}, **only)
    except BaseException:
        with suppress(ClientError, BotoCoreError):  # the store drops what is left of it after some days
            client.abort_multipart_upload(**upload)
        raise
    return size


def _parts(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The stream in parts of :data:`PART` bytes, the last one as long as it is."""
    waiting = bytearray()
    for chunk in chunks:
        waiting += chunk.encode() if isinstance(chunk, str) else chunk
        while len(waiting) >= PART:
            yield bytes(waiting[:PART])
            del waiting[:PART]
    if waiting:
        yield bytes(waiting)


def _again(ahead: list[bytes], rest: Iterator[bytes]) -> Iterator[bytes]:
    """What was looked at, let go of one by one, and the rest."""
    while ahead:
        yield ahead.pop(0)
    yield from rest


def _md5(part: bytes) -> str:
    return base64.b64encode(hashlib.md5(part, usedforsecurity=False).digest()).decode("ascii")
