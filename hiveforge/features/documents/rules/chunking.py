"""Blocks of a document into passages: what is found, cited and shown as one."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from hiveforge.features.documents.schemas import Passage
from hiveforge.gateways.extraction import Block

ENOUGH = 1200
LONGEST = 1800
_BETWEEN = "\n\n"
# Where a paragraph that is too long may be cut, the best places first.
_CUTS = (re.compile(r"\n+"), re.compile(r"(?<=[.!?])\s+|(?<=[。！？])"), re.compile(r"\s+"))


def passages(blocks: Iterable[Block]) -> Iterator[Passage]:
    """Passages of at most LONGEST characters in reading order. A heading and a page begin a new one; every word is in one of them."""
    open_ = _Open()
    for block in blocks:
        if block.level:
            yield from open_.end(before=block.level)
            open_.begin(block)
            continue
        for text in _pieces(block.text):
            if open_.size + len(text) > LONGEST or open_.page != block.page:
                yield from open_.end()
            open_.add(text, block.page)
            if open_.size >= ENOUGH:
                yield from open_.end()
    yield from open_.end(before=1)


@dataclass(slots=True)
class _Open:
    """The passage that is being filled, and the headings it stands under."""

    headings: list[Block] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    size: int = 0
    page: int | None = None
    bare: bool = False

    def begin(self, heading: Block) -> None:
        self.headings = [*(above for above in self.headings if above.level < heading.level), heading]
        self.bare = True

    def add(self, text: str, page: int | None) -> None:
        if not self.texts:
            self.page = page
        self.texts.append(text)
        self.size += len(text) + len(_BETWEEN)
        self.bare = False

    def end(self, *, before: int = 0) -> Iterator[Passage]:
        """`before` is the level of the heading that comes next: one under which nothing stands is a passage itself."""
        path = tuple(heading.text for heading in self.headings)
        if self.texts:
            yield Passage(path, _BETWEEN.join(self.texts), self.page)
        elif self.bare and self.headings[-1].level >= before > 0:
            yield Passage(path[:-1], path[-1], self.headings[-1].page)
            self.bare = False
        self.texts, self.size = [], 0


def _pieces(text: str) -> Iterator[str]:
    """The text in pieces of at most LONGEST characters, cut where a reader would pause."""
    while len(text) > LONGEST:
        end = _cut(text)
        yield text[:end].rstrip()
        text = text[end:].lstrip()
    if text.strip():
        yield text.rstrip()


def _cut(text: str) -> int:
    for places in _CUTS:
        ends = [found.end() for found in places.finditer(text, LONGEST // 3, LONGEST) if found.end() > LONGEST // 3]
        if ends:
            return ends[-1]
    return LONGEST
