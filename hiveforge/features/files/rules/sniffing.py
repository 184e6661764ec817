"""What a file is, by its first bytes. What the uploader says it is counts for nothing, except between kinds of text."""

import codecs
import re

import filetype

HEAD_BYTES = 8192
UNKNOWN = "application/octet-stream"
TEXT = "text/plain"
_TEXTS = {".md": "text/markdown", ".markdown": "text/markdown", ".csv": "text/csv"}
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# Markup that browsers run. Comments, declarations and spaces may stand before it.
_BEFORE = re.compile(r"(\s|\ufeff|<!--.*?(-->|$)|<\?.*?(\?>|$)|<!doctype\s+(?!html)[^>]*>)*", re.DOTALL | re.IGNORECASE)
_HTML = re.compile(r"<(!doctype\s+html|html|head|body|script|iframe|style|title|meta)\b", re.IGNORECASE)
_SVG = re.compile(r"<(\w+:)?svg\b", re.IGNORECASE)


def sniff(head: bytes, name: str) -> str:
    """The media type of a file that begins with `head`. `name` tells Markdown and CSV from other plain text."""
    if _is_utf8(head) and not head.startswith(b"%PDF-"):
        return _kind_of_text(head.decode(errors="ignore"), name)
    if found := filetype.guess_mime(head):
        return found
    if head.startswith(_MARKS) or not _CONTROLS.search(head):
        return _kind_of_text("", name)
    return UNKNOWN


def _kind_of_text(text: str, name: str) -> str:
    rest = text[_match_end(text) :]
    if _SVG.match(rest):
        return "image/svg+xml"
    if _HTML.match(rest):
        return "text/html"
    if text.lstrip("\ufeff \r\n\t").startswith("<?xml"):
        return "application/xml"
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    return _TEXTS.get(ending, TEXT)


def _match_end(text: str) -> int:
    found = _BEFORE.match(text)
    return found.end() if found else 0


def _is_utf8(head: bytes) -> bool:
    if _CONTROLS.search(head):
        return False
    try:
        # The head may end in the middle of a character.
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True
