"""Word documents: made into plain HTML, and that is read. Pictures, macros and what lies outside the file are left out."""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import mammoth

from hiveforge.gateways.extraction import Block, Trouble, Unreadable

from . import html

_MOST_PARTS = 10_000
_MOST_UNPACKED = 512 * 1024 * 1024
_MOST_IN_ONE = 64 * 1024 * 1024
_OLD_OR_PROTECTED = b"\xd0\xcf\x11\xe0"


def read(content: bytes) -> Iterator[Block]:
    if content.startswith(_OLD_OR_PROTECTED):
        raise Unreadable(Trouble.PROTECTED)
    _check_parts(content)
    converted = mammoth.convert_to_html(
        io.BytesIO(content), convert_image=_no_image, include_embedded_style_map=False, external_file_access=False
    )
    return html.blocks(converted.value)


def _check_parts(content: bytes) -> None:
    """Ask the archive what it unpacks to, before anything is. What it hides is cut off where it said it ends."""
    if not zipfile.is_zipfile(io.BytesIO(content)):
        raise Unreadable(Trouble.MISNAMED)
    parts = zipfile.ZipFile(io.BytesIO(content)).infolist()
    names = {part.filename for part in parts}
    if not any(name.startswith("word/") and name.endswith(".xml") for name in names):
        raise Unreadable(Trouble.MISNAMED)
    read_whole = [part.file_size for part in parts if part.filename.endswith((".xml", ".rels"))]
    if len(parts) > _MOST_PARTS or sum(p.file_size for p in parts) > _MOST_UNPACKED or max(read_whole) > _MOST_IN_ONE:
        raise Unreadable(Trouble.TOO_MUCH_MEMORY)


def _no_image(_image: Any) -> list[Any]:
    return []
