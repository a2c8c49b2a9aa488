"""The types of files that are taken, by content type, and the words for them."""

from dataclasses import dataclass
from enum import StrEnum


class Family(StrEnum):
    """What a file is to a person; limits are set by family."""

    PHOTO = "照片"
    DOCUMENT = "文档"
    VIDEO = "录像"
    AUDIO = "录音"


#: Families that have a length in time.
TIMED = frozenset({Family.VIDEO, Family.AUDIO})


@dataclass(frozen=True)
class FileType:
    """One type: ``endings`` are those people's files carry, the first is the one we give; ``word`` is how it is called."""

    content_type: str
    family: Family
    word: str
    endings: tuple[str, ...]

    @property
    def ending(self) -> str:
        return self.endings[0]


_ALL = (
    FileType("image/jpeg", Family.PHOTO, "JPG 照片", (".jpg", ".jpeg", ".jpe", ".jfif")),
    FileType("image/heic", Family.PHOTO, "HEIC 照片", (".heic", ".heif", ".hif")),
    FileType("image/png", Family.PHOTO, "PNG 图片", (".png",)),
    FileType("image/webp", Family.PHOTO, "WebP 图片", (".webp",)),
    FileType("application/pdf", Family.DOCUMENT, "PDF 文档", (".pdf",)),
    FileType(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        Family.DOCUMENT,
        "Word 文档",
        (".docx",),
    ),
    FileType(
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", Family.DOCUMENT, "Excel 表格", (".xlsx",)
    ),
    FileType("video/mp4", Family.VIDEO, "MP4 录像", (".mp4", ".m4v")),
    FileType("video/quicktime", Family.VIDEO, "MOV 录像", (".mov", ".qt")),
    FileType("video/webm", Family.VIDEO, "WebM 录像", (".webm",)),
    FileType("video/3gpp", Family.VIDEO, "3GP 录像", (".3gp", ".3gpp", ".3g2")),
    FileType("audio/mp4", Family.AUDIO, "M4A 录音", (".m4a", ".mp4", ".m4b")),
    FileType("audio/3gpp", Family.AUDIO, "3GP 录音", (".3ga", ".3gp", ".3gpp")),
    FileType("audio/webm", Family.AUDIO, "WebM 录音", (".weba", ".webm")),
    FileType("audio/mpeg", Family.AUDIO, "MP3 录音", (".mp3",)),
    FileType("audio/wav", Family.AUDIO, "WAV 录音", (".wav",)),
    FileType("audio/amr", Family.AUDIO, "AMR 录音", (".amr", ".awb")),
    FileType("audio/ogg", Family.AUDIO, "OGG 录音", (".ogg", ".oga", ".opus")),
)
TYPES: dict[str, FileType] = {row.content_type: row for row in _ALL}
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Types every browser shows in an ``img``; HEIC is shown as a copy.
SHOWN_BY_BROWSERS = frozenset({"image/jpeg", "image/png", "image/webp"})
#: Types browsers play; the others are offered for download.
PLAYED_BY_BROWSERS = frozenset(
    row.content_type for row in _ALL if row.family in TIMED and row.content_type not in {"audio/amr", "audio/3gpp"}
)
WORDS = (
    "照片（JPG、HEIC、PNG、WebP）、文档（PDF、Word .docx、Excel .xlsx）、录像（MP4、MOV、WebM、3GP）或"
    "录音（M4A、MP3、WAV、AMR、OGG）"
)


def family_of(content_type: str) -> Family | None:
    """The family of a stored content type; ``None`` where it is none of ours."""
    row = TYPES.get(content_type)
    return row.family if row else None


def guessed_family(name: str) -> Family | None:
    """What ``name`` pretends to be, for an early word about limits; the content decides in the end."""
    ending = "." + name.rpartition(".")[2].lower() if "." in name else ""
    return next((row.family for row in _ALL if ending in row.endings), None)


def accept(*families: Family) -> str:
    """The ``accept`` attribute of a file control: content types first, endings for what phones do not know by type."""
    rows = [row for row in _ALL if row.family in families]
    odd = [".heic", ".heif"] if Family.PHOTO in families else []
    odd += [".docx", ".xlsx"] if Family.DOCUMENT in families else []
    odd += [".3gp", ".mov"] if Family.VIDEO in families else []
    odd += [".amr", ".m4a", ".mp3"] if Family.AUDIO in families else []
    return ",".join([row.content_type for row in rows] + odd)
