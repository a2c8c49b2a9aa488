"""The file of a case as one PDF, built on disk: sheets, papers, photographs and scans are set, numbered and bound."""

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from cases.models import Evidence
from xinglongtai.core import documents
from xinglongtai.core.display import cn_datetime

from . import cover, press, reading, sheets
from .contents import Contents
from .order import absent, arrange, paginate, total
from .pictures import Unprintable, pdf_pages, print_copy
from .press import Part
from .reading import Findings

#: Photographs and scanned pages set at a time: what is in memory at once, and how long letters wait for the press.
AT_ONCE = 10
#: Photographs shrunk side by side.
HANDS = 2
_PDF = "application/pdf"


@dataclass(frozen=True)
class Built:
    """The finished PDF."""

    path: Path
    pages: int
    size: int
    sha256: str


def build(contents: Contents, folder: Path, findings: Findings, tell: Callable[[int, int, str], None]) -> Built:
    """The PDF of ``contents`` in ``folder``. ``tell(done, total, words)`` hears how far it is; ``findings`` gets what is wrong with the
    originals and papers.
    """
    work = _Building(contents, folder, findings, tell)
    return work.run()


class _Building:
    def __init__(self, contents: Contents, folder: Path, findings: Findings, tell):
        self.contents, self.folder, self.findings = contents, folder, findings
        self.parts: dict[str, list[Part]] = {}
        photos = sum(len(rows) for rows in contents.albums.values())
        self.done, self.all = 0, photos + len(contents.files) + len(contents.papers) + 4
        self.tell, self.made = tell, 0

    def run(self) -> Built:
        for key, (no, row) in self.contents.files.items():
            self._step("印制材料")
            self._file(key, no, row)
        for key, rows in self.contents.albums.items():
            self._album(key, rows)
        for key, paper in self.contents.papers.items():
            self._step("汇集文书")
            self._paper(key, paper)
        self._step("排印记录")
        self._sheets()
        return self._bind()

    def _step(self, words: str) -> None:
        self.tell(self.done, self.all, words)
        self.done += 1

    def _path(self) -> Path:
        self.made += 1
        return self.folder / f"{self.made:04d}.pdf"

    def _paper(self, key: str, paper) -> None:
        try:
            content = documents.read_bytes(paper.document)
        except documents.DomainError as problem:
            self.findings.add(f"{paper.title}{paper.number}：{problem.message}")
            self.contents.sheets[key] = sheets.Sheet(paper.title, [("文号", paper.number)], [problem.message])
            return
        path = self._path()
        path.write_bytes(content)
        self.parts[key] = [Part(path, 0, press.count(path))]

    def _file(self, key: str, no: int, row: Evidence) -> None:
        """A scan, an uploaded PDF, or a file that is only named."""
        try:
            if row.is_image:
                pages = iter([print_copy(row, reading.whole(row, no, self.findings), width=2000)])
            elif row.content_type == _PDF:
                pages = pdf_pages(reading.whole(row, no, self.findings))
            else:
                reading.verify(row, no, self.findings)
                raise Unprintable("这类材料不能印在纸上，原件见案卷压缩包，以校验值为准。")
            self.parts[key] = list(self._scanned(no, row, pages))
        except reading.Gone:
            self.contents.sheets[key] = sheets.unprintable(no, row, "原件缺失，请系统管理员从备份恢复。")
        except Unprintable as problem:
            self.contents.sheets[key] = sheets.unprintable(no, row, str(problem))

    def _scanned(self, no: int, row: Evidence, pages: Iterator[bytes]) -> Iterator[Part]:
        first = 1
        while batch := list(islice(pages, AT_ONCE)):
            names = [f"{nth}" for nth in range(len(batch))]
            words = f"证据第{no}号 {row.get_kind_display()}　SHA-256 {row.sha256}"
            shown = [{"name": name, "page": first + nth} for nth, name in enumerate(names)]
            context = {"pages": shown, "words": words, "title": f"证据第{no}号"}
            yield press.set_pages("scans", context, self._path(), dict(zip(names, batch, strict=True)))
            first += len(batch)

    def _album(self, key: str, rows: list[tuple[int, Evidence]]) -> None:
        waiting, parts = iter(rows), []
        with ThreadPoolExecutor(HANDS) as hands:
            while batch := list(islice(waiting, AT_ONCE)):
                shots, pictures = [], {}
                for (no, row), small in zip(batch, hands.map(self._shrunk, batch), strict=True):
                    self._step("印制照片")
                    if small is not None:
                        pictures[str(row.pk)] = small
                    shots.append(_shot(no, row, small is not None))
                context = {"shots": shots, "title": key}
                parts.append(press.set_pages("photos", context, self._path(), pictures))
        self.parts[key] = parts

    def _shrunk(self, numbered: tuple[int, Evidence]) -> bytes | None:
        no, row = numbered
        try:
            return print_copy(row, reading.whole(row, no, self.findings))
        except (reading.Gone, Unprintable):
            return None

    def _sheets(self) -> None:
        """All records in one run of the press; the bookmarks tell where each begins."""
        waiting = {key: sheet for key, sheet in self.contents.sheets.items() if key not in self.parts}
        shown = [{"key": key, "sheet": sheet} for key, sheet in waiting.items()]
        made = press.set_pages("sheets", cover.shielded({"sheets": shown}, self.contents.full), self._path())
        self.parts |= {key: [part] for key, part in press.keyed_parts(made.path).items()}

    def _bind(self) -> Built:
        sections = arrange(self.contents.entries)
        listings = paginate(sections, {key: sum(part.count for part in parts) for key, parts in self.parts.items()})
        pages = total(listings)
        self._step("排印封面和目录")
        front = press.set_pages("front", cover.front(self.contents, listings, pages), self._path())
        closing = cover.back(self.contents, listings, absent(sections), self.findings.problems)
        back = press.set_pages("back", closing, self._path())
        self._step("编页码")
        stamps = press.set_pages("stamps", {"stamps": press.stamp_words(listings)}, self._path())
        self._step("装订")
        path = self.folder / "whole.pdf"
        press.bind(
            press.Whole(front, press.keyed_parts(front.path)["index"].first, listings, self.parts, stamps, back), path
        )
        with path.open("rb") as handle:
            digest = hashlib.file_digest(handle, "sha256").hexdigest()
        return Built(path, front.count + pages + back.count, path.stat().st_size, digest)


def _shot(no: int, row: Evidence, shown: bool) -> dict:
    """One photograph with its caption: what, when by receipt and by the file, where by the file, hash."""
    place = f"{row.latitude:.5f}, {row.longitude:.5f}" if row.latitude is not None and row.longitude is not None else ""
    return {
        "name": str(row.pk) if shown else "",
        "title": f"证据第{no}号　{row.caption or row.get_kind_display()}",
        "facts": [
            ("收到时间", f"{cn_datetime(row.uploaded_at)}（{row.sender}）"),
            ("文件所载拍摄时间", cn_datetime(row.taken_at)),
            ("文件所载位置", place),
            ("证明事项", str(row.violation or "")),
        ],
        "sha256": row.sha256,
    }
