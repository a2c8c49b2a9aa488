"""The file of a case as an archive: the whole PDF, issued papers, originals, an index, and hashes ``sha256sum -c`` confirms.

Names tell kind and number only. Originals stand in ``SHA256SUMS`` with the hash taken at receipt and papers with that of their issue, so
a file that changed since is named by the public tool itself.
"""

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from xinglongtai.core import documents
from xinglongtai.core.display import mask_numbers

from . import reading
from .contents import Contents
from .order import arrange
from .reading import Findings

MANIFEST, INDEX, WHOLE = "SHA256SUMS", "目录.csv", "全卷.pdf"
_HEAD = ("文件", "材料", "文号", "日期", "收到时间", "SHA-256", "核对")
_ENDINGS = {"application/pdf": ".pdf", "image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp"}
_SAFE_ENDING = re.compile(r"\.[a-z0-9]{1,5}")
#: Formats that gain nothing from being packed again.
_CHUNK = 1 << 20
#: A fixed day inside the archive: it tells nothing and the same content gives the same names.
_DAY = (2020, 1, 1, 0, 0, 0)


def pack(contents: Contents, built, path: Path, findings: Findings, tell: Callable[[int, int, str], None]) -> str:
    """Write the archive at ``path``; its SHA-256. One piece of one file is in memory at a time."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        _Packing(archive, contents, findings, tell).run(built)
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


class _Packing:
    def __init__(self, archive: zipfile.ZipFile, contents: Contents, findings: Findings, tell):
        self.archive, self.contents, self.findings, self.tell = archive, contents, findings, tell
        self.rows: list[tuple] = []
        self.sums: list[tuple[str, str]] = []

    def run(self, built) -> None:
        self._put(WHOLE, _pieces(built.path))
        self.rows.append((WHOLE, "整卷", "", "", "", built.sha256, "一致"))
        self.sums.append((built.sha256, WHOLE))
        self._papers()
        self._evidence()
        self._text(INDEX, _csv([_HEAD, *self.rows]).encode("utf-8-sig"))
        lines = "".join(f"{digest}  {name}\n" for digest, name in self.sums)
        self._put(MANIFEST, [lines.encode()])

    def _papers(self) -> None:
        wanted = [entry.key for section in arrange(self.contents.entries) for entry in section.entries]
        for nth, key in enumerate((key for key in wanted if key in self.contents.papers), 1):
            paper = self.contents.papers[key]
            ending = "-已作废" if paper.is_voided else ""
            name = f"文书/{nth:02d}-{paper.title}{ending}.pdf"
            checked = "一致"
            try:
                self._put(name, [documents.read_bytes(paper.document)])
            except documents.DomainError as problem:
                self.findings.add(f"{paper.title}{paper.number}：{problem.message}")
                checked = "缺失或不一致"
            self.rows.append(
                (name, paper.title, paper.number, paper.on.isoformat(), "", paper.document.sha256, checked)
            )
            self.sums.append((paper.document.sha256, name))

    def _evidence(self) -> None:
        rows = [(no, row) for no, row in self.contents.evidence if self.contents.full or not row.is_personal]
        for done, (no, row) in enumerate(rows, 1):
            self.tell(done, len(rows), "收入原件")
            folder = "不作为证据" if row.set_aside_reason else "证据"
            name = f"{folder}/{no:03d}-{row.get_kind_display()}{ending_of(row)}"
            known = len(self.findings.problems)
            try:
                self._put(name, reading.chunks(row, no, self.findings))
                checked = "一致" if len(self.findings.problems) == known and not self._told(no) else "与收到时不一致"
            except reading.Gone:
                checked = "缺失"
            received = row.uploaded_at.isoformat(timespec="seconds")
            caption = row.caption if self.contents.full else mask_numbers(row.caption)
            title = f"证据第{no}号 {row.get_kind_display()} {caption}".strip()
            self.rows.append((name, title, "", "", received, row.sha256, checked))
            self.sums.append((row.sha256, name))

    def _told(self, no: int) -> bool:
        """Whether the PDF's reading already found this original changed."""
        return any(words.startswith(f"证据第{no}号的原件与") for words in self.findings.problems)

    def _text(self, name: str, content: bytes) -> None:
        self._put(name, [content])
        self.sums.append((hashlib.sha256(content).hexdigest(), name))

    def _put(self, name: str, pieces: Iterable[bytes]) -> None:
        """One member; a missing original leaves none behind."""
        pieces = iter(pieces)
        first = next(pieces, b"")
        info = zipfile.ZipInfo(name, _DAY)
        info.external_attr = 0o644 << 16
        with self.archive.open(info, "w", force_zip64=True) as member:
            member.write(first)
            for piece in pieces:
                member.write(piece)


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as handle:
        while piece := handle.read(_CHUNK):
            yield piece


def ending_of(row) -> str:
    """The ending by true type; else the stored name's when it is plain, else «.bin»."""
    known = _ENDINGS.get(row.content_type)
    if known:
        return known
    stored = Path(row.file.name).suffix.lower()
    return stored if _SAFE_ENDING.fullmatch(stored) else ".bin"


def _csv(rows: Iterable[tuple]) -> str:
    """Rows for Excel: no cell is taken for a formula."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerows([f"'{cell}" if cell[:1] in "=+-@\t" and cell else cell for cell in row] for row in rows)
    return buffer.getvalue()
