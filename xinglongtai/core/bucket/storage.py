"""Storages in the store: django-storages' own, with parts read as parts, streams written as streams, and nothing overwritten.

Of :class:`~storages.backends.s3.S3Storage` the way of opening and saving is not used: it fetches a whole object before the first byte is
read, and makes a client for each thread and storage.
"""

import io
from collections.abc import Iterable, Iterator

from django.core.files import File
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from ..listing import Entry
from ..vault.container import read_header
from ..vault.disk import ENDING
from ..vault.storage import Closes
from . import client, writing
from .address import Address
from .client import told
from .reading import Parts

#: Objects a page of a listing.
PAGE = 1000
#: Bytes that hold the header of a closed file.
_HEAD = 64


class BucketStorage(S3Storage):
    """The folder ``folder`` of the store at ``address``."""

    def __init__(self, *, address: Address, folder: str):
        super().__init__(
            bucket_name=address.bucket,
            location=address.folder(folder),
            access_key=address.access_key,
            secret_key=address.secret_key,
            security_token=None,
            session_profile=None,
            endpoint_url=address.endpoint or None,
            region_name=address.region or "us-east-1",
            verify=address.ca or None,
            client_config=client.config(address.style),
            file_overwrite=False,
            default_acl=None,
            object_parameters={},
            gzip=False,
        )
        self.address = address

    @property
    def connection(self):
        """One for all storages and threads of the process; only its client is used, which is safe among threads."""
        return client.shared(self.address, self._connect)

    def _connect(self):
        return self._create_session().resource(
            "s3",
            region_name=self.region_name,
            endpoint_url=self.endpoint_url,
            config=self.client_config,
            verify=self.verify,
        )

    @property
    def client(self):
        return self.connection.meta.client

    def key(self, name) -> str:
        """The object's name in the bucket."""
        return self._normalize_name(clean_name(name))

    def raw(self, name) -> io.BufferedReader:
        """The object as it lies, open for reading. FileNotFoundError."""
        return io.BufferedReader(Parts(self.client, self.bucket_name, self.key(name)), 1 << 16)

    def whole(self, name) -> bytes:
        """All of a small object."""
        with told(str(name)):
            return self.client.get_object(Bucket=self.bucket_name, Key=self.key(name))["Body"].read()

    def write(self, name, chunks: Iterable[bytes], *, exclusive: bool = True) -> int:
        """Keep ``chunks`` under this very name; how many bytes. FileExistsError where it is taken and ``exclusive``."""
        exclusive = exclusive and self.address.guard
        return writing.write(self.client, self.bucket_name, self.key(name), chunks, exclusive=exclusive)

    def _open(self, name, mode="rb"):
        if mode != "rb":
            raise ValueError("存储中的文件只能整体写入，以二进制方式读取")
        return self._plain(self.raw(name), name)

    def _plain(self, handle, name) -> File:
        found = File(handle, name)
        found.size = handle.raw.size
        return found

    def _save(self, name, content):
        name = clean_name(name)
        while True:
            try:
                self.write(name, content.chunks(1 << 20))
                return name
            except FileExistsError:
                name = self.get_available_name(name)

    def exists(self, name):
        try:
            with told(str(name)):
                self.client.head_object(Bucket=self.bucket_name, Key=self.key(name))
        except FileNotFoundError:
            return False
        return True

    def delete(self, name):
        with told(str(name)):
            self.client.delete_object(Bucket=self.bucket_name, Key=self.key(name))

    def size(self, name):
        with told(str(name)):
            return self.client.head_object(Bucket=self.bucket_name, Key=self.key(name))["ContentLength"]

    def get_modified_time(self, name):
        with told(str(name)):
            return self.client.head_object(Bucket=self.bucket_name, Key=self.key(name))["LastModified"]

    def listdir(self, name):
        with told(str(name)):
            return super().listdir(name)

    def url(self, name, *args, **kwargs):
        raise ValueError("存储中的文件只经过检查权限的页面给出")

    def entries(self, below: str = "") -> Iterator[Entry]:
        """Every object of the folder whose name begins with ``below``, listed page by page."""
        root = f"{self.location.strip('/')}/"
        pages = self.client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket_name, Prefix=root + below, PaginationConfig={"PageSize": PAGE}
        )
        pages = iter(pages)
        while True:
            with told(root):
                page = next(pages, None)
            if page is None:
                return
            for one in page.get("Contents", ()):
                name = one["Key"].removeprefix(root)
                if name and not name.endswith("/"):  # some stores keep folders as objects
                    yield Entry(name, one["Size"], one["LastModified"], one["ETag"].strip('"'))


class ClosedBucket(Closes, BucketStorage):
    """Every file is closed: the store sees containers."""

    may_hold_plain = False
    at_once = 16

    def key_of(self, name) -> str:
        """The name of the key that closed the file, by its first bytes alone; "" where it is plain."""
        with told(str(name)):
            answer = self.client.get_object(Bucket=self.bucket_name, Key=self.key(name), Range=f"bytes=0-{_HEAD - 1}")
        found = read_header(io.BytesIO(answer["Body"].read()))
        return found[1] if found else ""

    def is_closed(self, name) -> bool:
        """Nothing here is for the web server to send."""
        return True

    def reclosed(self, name, chunks: Iterable[bytes], check) -> bool:
        """Put the closed ``chunks`` in the place of the object ``name``: written beside it, read back by ``check``, then copied over it in
        one step. False where it is gone or another one meanwhile."""
        fresh, where = f"{name}{ENDING}", {"Bucket": self.bucket_name}
        with told(name):
            before = self.client.head_object(**where, Key=self.key(name))["ETag"]
        try:
            self.write(fresh, chunks, exclusive=False)
            with self.raw(fresh) as handle:
                check(handle)
            try:
                with told(name):
                    now = self.client.head_object(**where, Key=self.key(name))["ETag"]
            except FileNotFoundError:
                return False
            if now != before:
                return False
            with told(name):
                self.client.copy_object(**where, Key=self.key(name), CopySource={**where, "Key": self.key(fresh)})
        finally:
            self.delete(fresh)
        return True
