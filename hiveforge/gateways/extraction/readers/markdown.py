"""Markdown: headings, paragraphs, list items, table rows and code, as text. HTML in it is read like HTML."""

import re
from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token

from hiveforge.gateways.extraction import Block

from . import html
from .decoding import decode
from .tidy import lines, prose, short_lines

_FRONT_MATTER = re.compile(r"\A---\n.*?\n(?:---|\.\.\.)(?:\n|\Z)", re.DOTALL)


def read(content: bytes) -> Iterator[Block]:
    text = _FRONT_MATTER.sub("", lines(decode(content)))
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    level, row = 0, None
    for token in tokens:
        match token.type:
            case "heading_open":
                level = int(token.tag[1])
            case "tr_open":
                row = []
            case "tr_close":
                yield from _block(" | ".join(cell for cell in row or [] if cell))
                row = None
            case "inline" if row is not None:
                row.append(prose(_words(token)))
            case "inline":
                yield from _block(prose(_words(token)) if level else short_lines(_words(token)), level)
                level = 0
            case "fence" | "code_block":
                yield from _block(lines(token.content))
            case "html_block":
                yield from html.blocks(token.content)


def _words(inline: Token) -> str:
    return "".join(_word(token) for token in inline.children or [])


def _word(token: Token) -> str:
    match token.type:
        case "text" | "code_inline":
            return token.content
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case "image":
            return token.content
        case _:
            return ""  # the marks of emphasis and links, and tags


def _block(text: str, level: int = 0) -> Sequence[Block]:
    return [Block(text, level)] if text.strip() else []
