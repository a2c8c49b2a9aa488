"""Reading a private key from a file or from the keyboard: never from the command line, where other accounts can see it."""

import getpass
import sys
from pathlib import Path

from ..errors import DomainError
from . import keyring


def identities(source: str) -> list:
    """The private keys in the file ``source``; «-» asks for one. :class:`DomainError` where there is none."""
    if source == "-":
        text = getpass.getpass("私钥：") if sys.stdin.isatty() else sys.stdin.read()
        return keyring.read_private(text)
    try:
        return keyring.read_private(Path(source).read_text("utf-8"))
    except (OSError, UnicodeError) as error:
        raise DomainError(f"私钥文件 {source} 读不出来。") from error
