"""HTML: headings and blocks of text. Scripts, styles, drawings and navigation are left out; nothing is fetched."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from hiveforge.gateways.extraction import Block

from .decoding import decode
from .tidy import lines, prose, short_lines

_LEFT_OUT = frozenset(
    {
        "script",
        "style",
        "template",
        "head",
        "title",
        "svg",
        "math",
        "nav",
        "iframe",
        "object",
        "canvas",
        "audio",
        "video",
    }
)
_BLOCKS = frozenset(
    {
        "address", "article", "aside", "blockquote", "body", "caption", "dd", "details", "dialog", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr",
        "legend", "li", "main", "ol", "option", "p", "pre", "section", "select", "summary", "table", "tbody", "tfoot",
        "thead", "tr", "ul",
    }
)  # fmt: skip
# Text stands in these again, although a drawing or a head around it was never closed.
_BREAK_OUT = _BLOCKS - {"form", "select", "option"}
_HEADING = re.compile(r"h[1-6]")
_CHARSET = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?([\w.:-]{2,40})""", re.IGNORECASE)
_PIECE = 256 * 1024


def read(content: bytes) -> Iterator[Block]:
    declared = _CHARSET.search(content[:4096])
    return blocks(decode(content, declared[1].decode("ascii") if declared else ""))


def blocks(text: str) -> Iterator[Block]:
    """The text of a document or of a piece of one."""
    parser = _Parser()
    for start in range(0, len(text), _PIECE):
        parser.feed(text[start : start + _PIECE])
        yield from parser.taken()
    parser.close()
    parser.end_block()
    yield from parser.taken()


class _Parser(HTMLParser):
    """Collects text until a block begins or ends."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found: list[Block] = []
        self._text: list[str] = []
        self._level = 0
        self._left_out = ""
        self._depth = 0
        self._as_typed = False

    def taken(self) -> list[Block]:
        found, self._found = self._found, []
        return found

    def end_block(self) -> None:
        text = "".join(self._text)
        self._text.clear()
        tidied = prose(text) if self._level else lines(text) if self._as_typed else short_lines(text)
        if tidied.strip():
            self._found.append(Block(tidied, self._level))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if self._left_out:
            if tag == self._left_out:
                self._depth += 1
            if not (self._left_out in {"svg", "math", "head"} and tag in _BREAK_OUT):
                return
            self._left_out = ""
        if tag in _LEFT_OUT:
            self._left_out, self._depth = tag, 1
        elif tag in _BLOCKS:
            self._begin(tag)
        elif tag == "br":
            self._text.append("\n")
        elif tag in {"td", "th"} and "".join(self._text[-1:]).strip():
            self._text.append(" | ")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _LEFT_OUT:  # a drawing that is closed at once has nothing in it
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        if self._left_out:
            self._depth -= tag == self._left_out
            if not self._depth:
                self._left_out = ""
        elif tag in _BLOCKS:
            self.end_block()
            self._level, self._as_typed = 0, False

    def handle_data(self, data: str) -> None:
        if not self._left_out:
            self._text.append(data if self._as_typed else data.replace("\n", " "))

    def _begin(self, tag: str) -> None:
        self.end_block()
        self._level = int(tag[1]) if _HEADING.fullmatch(tag) else 0
        self._as_typed = tag == "pre"
