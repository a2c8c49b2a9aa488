"""A small S3-compatible server on a real socket, as far as the product speaks to one. Signatures are checked.

Everything lies in memory. ``asked`` is what was asked for, ``down`` stops it while what it holds stays.
"""

import base64
import hashlib
import hmac
import re
import threading
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, quote, unquote, urlsplit
from xml.etree import ElementTree
from xml.sax.saxutils import escape

ACCESS, SECRET, BUCKET = "trial-access", "trial-secret", "files"
_AUTH = re.compile(
    r"AWS4-HMAC-SHA256 Credential=([^/]+)/(\d+)/([^/]+)/s3/aws4_request, SignedHeaders=([^,]+), Signature=(\w+)"
)


class Stored:
    """One object."""

    def __init__(self, content: bytes, mark: str = ""):
        self.content, self.at = content, datetime.now(UTC)
        self.mark = f'"{mark or hashlib.md5(content).hexdigest()}"'


class Refused(Exception):
    def __init__(self, status: int, code: str):
        self.status, self.code = status, code


class Store:
    """The server and what it holds. ``full``: it takes nothing any more; ``knows_conditions``: not every store does."""

    def __init__(self):
        self.objects: dict[str, Stored] = {}
        self.uploads: dict[str, tuple[str, dict[int, bytes]]] = {}
        self.asked: list[tuple[str, str, str]] = []  # (method, key or query, range)
        self.full, self.knows_conditions, self.versioned, self.port = False, True, True, 0
        self.lock, self.server = threading.Lock(), None

    def up(self) -> "Store":
        store = self

        class Handler(_Handler):
            held = store

        self.server = ThreadingHTTPServer(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = True
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return self

    def down(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None

    @property
    def url(self) -> str:
        return f"s3://{BUCKET}/office?endpoint=http://127.0.0.1:{self.port}&region=cn-north-1"

    @property
    def environ(self) -> dict[str, str]:
        return {"FILES_URL": self.url, "FILES_ACCESS_KEY": ACCESS, "FILES_SECRET_KEY": SECRET}

    def under(self, folder: str) -> dict[str, bytes]:
        """Name → what lies there, of everything in a folder."""
        root = f"office/{folder}/"
        return {key.removeprefix(root): one.content for key, one in self.objects.items() if key.startswith(root)}


class _Handler(BaseHTTPRequestHandler):
    held: Store
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        """Nothing is written."""

    def _serve(self):
        parts = urlsplit(self.path)
        self.query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.bucket, _, self.key = unquote(parts.path).lstrip("/").partition("/")
        length = int(self.headers.get("Content-Length", 0))
        self.body = self.rfile.read(length) if length else b""
        self.held.asked.append((self.command, self.key or parts.query, self.headers.get("Range", "")))
        if self.held.server is None:  # stopped: a connection that stays open is not answered either
            self.close_connection = True
            return
        try:
            self._signed(parts)
            if self.bucket != BUCKET:
                raise Refused(404, "NoSuchBucket")
            with self.held.lock:
                getattr(self, f"_{self.command.lower()}")()
        except Refused as refusal:
            text = f"<Error><Code>{refusal.code}</Code><Message>no</Message></Error>"
            self._answer(refusal.status, text.encode())

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = _serve

    def _answer(self, status: int, content: bytes = b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), str(value))
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def _signed(self, parts) -> None:
        """Signature Version 4, worked out again from what came."""
        match = _AUTH.match(self.headers.get("Authorization", ""))
        if not match or match[1] != ACCESS:
            raise Refused(403, "InvalidAccessKeyId")
        _, day, region, names, signature = match.groups()
        told = self.headers["x-amz-content-sha256"]
        if told != "UNSIGNED-PAYLOAD" and told != hashlib.sha256(self.body).hexdigest():
            raise Refused(400, "XAmzContentSHA256Mismatch")
        query = "&".join(sorted(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in self.query.items()))
        headers = "".join(f"{name}:{' '.join(self.headers[name].split())}\n" for name in names.split(";"))
        request = "\n".join([self.command, parts.path, query, headers, names, told])
        scope = f"{day}/{region}/s3/aws4_request"
        text = "\n".join(
            ["AWS4-HMAC-SHA256", self.headers["x-amz-date"], scope, hashlib.sha256(request.encode()).hexdigest()]
        )
        key = f"AWS4{SECRET}".encode()
        for part in (day, region, "s3", "aws4_request"):
            key = hmac.digest(key, part.encode(), "sha256")
        if hmac.new(key, text.encode(), "sha256").hexdigest() != signature:
            raise Refused(403, "SignatureDoesNotMatch")

    def _there(self) -> Stored:
        if self.key not in self.held.objects:
            raise Refused(404, "NoSuchKey")
        return self.held.objects[self.key]

    def _require_free(self) -> None:
        if self.held.full:
            raise Refused(507, "InsufficientStorage")
        if self.held.knows_conditions and self.headers.get("If-None-Match") == "*" and self.key in self.held.objects:
            raise Refused(412, "PreconditionFailed")

    def _require_sound(self) -> None:
        told = self.headers.get("Content-MD5")
        if told and base64.b64decode(told) != hashlib.md5(self.body).digest():
            raise Refused(400, "BadDigest")

    def _head(self):
        one = self._there()
        self._answer(200, Content_Length=len(one.content), ETag=one.mark, Last_Modified=_http(one.at))

    def _get(self):
        if not self.key:
            self._versioning() if "versioning" in self.query else self._list()
            return
        one = self._there()
        if (asked := self.headers.get("If-Match")) and asked != one.mark:
            raise Refused(412, "PreconditionFailed")
        more = {"ETag": one.mark, "Last_Modified": _http(one.at)}
        if match := re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("Range", "")):
            first, last = int(match[1]), min(int(match[2]), len(one.content) - 1)
            if first >= len(one.content):
                raise Refused(416, "InvalidRange")
            more["Content_Range"] = f"bytes {first}-{last}/{len(one.content)}"
            self._answer(206, one.content[first : last + 1], **more)
        else:
            self._answer(200, one.content, **more)

    def _put(self):
        self._require_sound()
        if "uploadId" in self.query:
            self._require_free()
            self.held.uploads[self.query["uploadId"]][1][int(self.query["partNumber"])] = self.body
            self._answer(200, ETag=f'"{hashlib.md5(self.body).hexdigest()}"')
        elif source := self.headers.get("x-amz-copy-source"):
            found = self.held.objects.get(unquote(source).lstrip("/").partition("/")[2])
            if found is None:
                raise Refused(404, "NoSuchKey")
            self.held.objects[self.key] = Stored(found.content, found.mark.strip('"'))
            self._answer(200, f"<CopyObjectResult><ETag>{found.mark}</ETag></CopyObjectResult>".encode())
        else:
            self._require_free()
            self.held.objects[self.key] = one = Stored(self.body)
            self._answer(200, ETag=one.mark)

    def _post(self):
        if "uploads" in self.query:
            name = f"u{len(self.held.uploads) + 1}"
            self.held.uploads[name] = (self.key, {})
            text = f"<InitiateMultipartUploadResult><UploadId>{name}</UploadId></InitiateMultipartUploadResult>"
            self._answer(200, text.encode())
            return
        self._require_free()
        key, parts = self.held.uploads.pop(self.query["uploadId"])
        spoken = ElementTree.fromstring(self.body)
        numbers = [int(part.text) for part in spoken.iter() if part.tag.endswith("PartNumber")]
        whole = b"".join(parts[number] for number in numbers)
        marks = b"".join(hashlib.md5(parts[number]).digest() for number in numbers)
        self.held.objects[key] = one = Stored(whole, f"{hashlib.md5(marks).hexdigest()}-{len(numbers)}")
        text = f"<CompleteMultipartUploadResult><ETag>{one.mark}</ETag></CompleteMultipartUploadResult>"
        self._answer(200, text.encode())

    def _delete(self):
        if "uploadId" in self.query:
            self.held.uploads.pop(self.query["uploadId"], None)
        else:
            self.held.objects.pop(self.key, None)
        self._answer(204)

    def _versioning(self):
        status = "<Status>Enabled</Status>" if self.held.versioned else ""
        self._answer(200, f"<VersioningConfiguration>{status}</VersioningConfiguration>".encode())

    def _list(self):
        most, after = int(self.query.get("max-keys", 1000)), self.query.get("continuation-token", "")
        prefix = self.query.get("prefix", "")
        names = sorted(key for key in self.held.objects if key.startswith(prefix) and key > after)
        page, more = names[:most], len(names) > most
        entries = "".join(
            f"<Contents><Key>{escape(key)}</Key><LastModified>{self.held.objects[key].at:%Y-%m-%dT%H:%M:%S.000Z}</LastModified>"
            f"<ETag>{escape(self.held.objects[key].mark)}</ETag><Size>{len(self.held.objects[key].content)}</Size></Contents>"
            for key in page
        )
        token = f"<NextContinuationToken>{escape(page[-1])}</NextContinuationToken>" if more else ""
        text = f"<ListBucketResult><IsTruncated>{str(more).lower()}</IsTruncated>{token}{entries}</ListBucketResult>"
        self._answer(200, text.encode())


def _http(at: datetime) -> str:
    return format_datetime(at, usegmt=True)
