"""Bytes into text: by their mark, as UTF-8, or by what they look like. Broken places become replacement characters."""

import codecs
import re

from charset_normalizer import from_bytes

from hiveforge.gateways.extraction import Trouble, Unreadable

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_SAMPLE = 256 * 1024
_BROKEN = "\ufffd"
_FEW = 0.01
_MANY = 0.1
_BINARY = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\ufffd]")


def decode(content: bytes, declared: str = "") -> str:
    """The text, whatever its encoding. `declared` is what the file itself claims. Raises Unreadable for what is no text."""
    text = _marked(content) or _declared(content, declared) or _as_utf8(content) or _guessed(content)
    sample = text[:_SAMPLE]
    if len(_BINARY.findall(sample)) > len(sample) * _MANY:
        raise Unreadable(Trouble.NOT_TEXT)
    return text


def _marked(content: bytes) -> str:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(encoding, "replace")
    return ""


def _declared(content: bytes, encoding: str) -> str:
    try:
        return content.decode(encoding) if encoding else ""
    except (LookupError, ValueError):
        return ""


def _as_utf8(content: bytes) -> str:
    """UTF-8 with at most a few broken places."""
    text = content.decode("utf-8", "replace")
    return text if text.count(_BROKEN) <= len(text) * _FEW else ""


def _guessed(content: bytes) -> str:
    sample = content[: _SAMPLE // 2 * 2]
    best = from_bytes(sample).best()
    if best is None:
        raise Unreadable(Trouble.NOT_TEXT)
    return content.decode(best.encoding, "replace")
