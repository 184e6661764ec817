"""Text as it is kept: composed characters, plain line ends, nothing that cannot be seen."""

import re
import unicodedata

# Control characters, half characters, and what makes the text after it run backwards. Tabs and line ends are no part of it.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_SPACES = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def lines(text: str) -> str:
    """Lines as they are, indentation included: for code and plain text."""
    plain = _UNSEEN.sub("", _LINE_ENDS.sub("\n", unicodedata.normalize("NFC", text))).expandtabs(4)
    return _EMPTY_LINES.sub("\n\n", "\n".join(line.rstrip() for line in plain.split("\n"))).strip("\n")


def prose(text: str) -> str:
    """A paragraph whose breaks mean nothing."""
    return " ".join(lines(text).split())


def short_lines(text: str) -> str:
    """A paragraph whose line breaks count and whose further spaces do not."""
    return "\n".join(line for line in (_SPACES.sub(" ", line).strip() for line in lines(text).split("\n")) if line)
