"""PDF: the text of each page in paragraphs, with the outline's titles as headings. Scripts and attachments are left out."""

import io
import logging
from collections.abc import Iterator
from typing import Any

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError, PdfReadError
from pypdf.generic import Destination

from hiveforge.gateways.extraction import Block, Trouble, Unreadable

from .tidy import prose, short_lines

logging.getLogger("pypdf").setLevel(logging.CRITICAL)
_DEEPEST = 6
_FULL_LINE = 0.7


def read(content: bytes) -> Iterator[Block]:
    if b"%PDF-" not in content[:1024]:
        raise Unreadable(Trouble.MISNAMED)
    try:
        yield from _pages(PdfReader(io.BytesIO(content)))
    except (FileNotDecryptedError, DependencyError):
        raise Unreadable(Trouble.PROTECTED) from None
    except LimitReachedError as error:
        raise Unreadable(Trouble.TOO_MUCH_MEMORY, str(error)) from None


def _pages(document: PdfReader) -> Iterator[Block]:
    if document.is_encrypted and not document.decrypt(""):
        raise Unreadable(Trouble.PROTECTED)
    titles = _titles(document)
    for number, page in enumerate(document.pages, start=1):
        lines = [line for line in short_lines(page.extract_text()).split("\n") if line]
        yield from _page(lines, titles.get(number, []), number)


def _titles(document: PdfReader) -> dict[int, list[Block]]:
    """The outline by page. An outline that cannot be read is as good as none."""
    found: dict[int, list[Block]] = {}
    try:
        for level, entry in _outline(document.outline, 1):
            page = document.get_destination_page_number(entry)
            title = prose(str(entry.title or ""))
            if page is not None and title:
                found.setdefault(page + 1, []).append(Block(title, min(level, _DEEPEST), page + 1))
    except (PdfReadError, RecursionError, KeyError, TypeError, ValueError, AttributeError):
        return {}
    return found


def _outline(entries: Any, level: int) -> Iterator[tuple[int, Destination]]:
    for entry in entries:
        if isinstance(entry, list):
            yield from _outline(entry, level + 1)
        else:
            yield level, entry


def _page(lines: list[str], titles: list[Block], number: int) -> Iterator[Block]:
    """A title stands where its line is; one that has no line comes first."""
    on_page = {line.casefold() for line in lines}
    placed = {title.text.casefold(): title for title in titles if title.text.casefold() in on_page}
    yield from (title for title in titles if title.text.casefold() not in placed)
    widest = max(map(len, lines), default=0)
    paragraph = ""
    for line in lines:
        title = placed.pop(line.casefold(), None)
        if title:
            yield from _block(paragraph, number)
            yield title
            paragraph = ""
            continue
        paragraph = _joined(paragraph, line)
        if len(line) < widest * _FULL_LINE:  # the last line of a paragraph is short
            yield from _block(paragraph, number)
            paragraph = ""
    yield from _block(paragraph, number)


def _joined(paragraph: str, line: str) -> str:
    if not paragraph:
        return line
    if paragraph.endswith("-") and paragraph[-2:-1].isalpha() and line[:1].islower():
        return paragraph[:-1] + line
    return f"{paragraph} {line}"


def _block(text: str, page: int) -> Iterator[Block]:
    if text:
        yield Block(text, page=page)
