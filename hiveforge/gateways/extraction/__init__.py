"""Text out of files that strangers made. Each is read in a process of its own, with little time and memory and no way out.

Returns text and nothing else: no script, no link, no picture leaves a file this way, and nothing in it is executed.
"""

from dataclasses import dataclass
from enum import StrEnum

from hiveforge.core.errors import AppError

MEBIBYTE = 1024 * 1024


class Kind(StrEnum):
    """How a file is read."""

    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"
    MARKDOWN = "markdown"
    TEXT = "text"
    TABLE = "table"


class Trouble(StrEnum):
    """Why a file could not be read."""

    PROTECTED = "protected"
    MISNAMED = "misnamed"
    NO_TEXT = "no_text"
    NOT_TEXT = "not_text"
    DAMAGED = "damaged"
    TOO_MUCH_TEXT = "too_much_text"
    TOO_MUCH_MEMORY = "too_much_memory"
    TOO_SLOW = "too_slow"


_WORDS = {
    Trouble.PROTECTED: "This file is protected by a password. Remove the password and upload it again.",
    Trouble.MISNAMED: "The content does not fit the file's ending. Rename it to what it is and upload it again.",
    Trouble.NO_TEXT: "There is no text in this file. If it was scanned, run text recognition on it first.",
    Trouble.NOT_TEXT: "This is not a text file. Save it as text and upload it again.",
    Trouble.DAMAGED: "This file is damaged. Open it in the program it comes from, save it anew and upload that.",
    Trouble.TOO_MUCH_TEXT: "There is too much text in this file. Split it into several files.",
    Trouble.TOO_MUCH_MEMORY: "Unpacked, this file is too large to read. Split it into several files.",
    Trouble.TOO_SLOW: "Reading this file takes too long. Split it into several files, or save it in another format.",
}


class Unreadable(AppError):
    """The file cannot be read, today or tomorrow. `detail` is for the log."""

    code = "unreadable"

    def __init__(self, trouble: Trouble, detail: str = "") -> None:
        self.trouble, self.detail = trouble, detail
        super().__init__(_WORDS[trouble])


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (`level` 1 to 6), or a paragraph, list item, table row or piece of code (`level` 0).

    `page` counts from 1 and is None where a format has no pages.
    """

    text: str
    level: int = 0
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """What reading one file may take. `cpu_seconds` are of computing; waiting included it may take `seconds`."""

    content_bytes: int = 64 * MEBIBYTE
    characters: int = 10_000_000
    memory_bytes: int = 1024 * MEBIBYTE
    cpu_seconds: int = 60
    seconds: float = 180
