"""The sheet with a private key, for the safe: on the terminal, or as a PDF to print. Nothing of it is kept."""

import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.template.loader import render_to_string

from .. import typesetting
from ..display import cn_date


@dataclass(frozen=True)
class Sheet:
    """What is printed. ``signer``: by which this server's backups are recognised."""

    private: str = field(repr=False)
    public: str
    name: str
    made_on: date
    signer: str

    @property
    def groups(self) -> list[str]:
        """The private key in groups of eight, for reading aloud and typing; a slip is found by its check digits."""
        return [self.private[at : at + 8] for at in range(0, len(self.private), 8)]

    def lines(self) -> str:
        """For the terminal."""
        rule = "─" * 78
        return "\n".join(
            [
                rule,
                f"备份密钥单　保管：{self.name}　生成：{cn_date(self.made_on)}",
                "",
                f"私钥　　{self.private}",
                f"公钥　　{self.public}",
                f"签名标记　{self.signer}（恢复时核对备份是不是本系统做的）",
                "",
                "没有私钥，任何人都打不开备份，包括本系统和开发人员。抄写或打印两份，锁在两处，不要存在这台服务器上。",
                "屏幕上的这一页不会再显示。",
                rule,
            ]
        )


def write(path: Path, sheet: Sheet) -> None:
    """The sheet as a PDF, readable by this account only. ``FileExistsError`` rather than writing over something."""
    page = render_to_string("letters/backup_key_v1.html", {"sheet": sheet, "qr": typesetting.qr_code(sheet.private)})
    made = typesetting.pdf(page, "backup_key_v1.css")
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(made)
