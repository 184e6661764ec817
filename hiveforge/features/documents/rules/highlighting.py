"""Where a text matches. Places and pieces of text, never markup: whoever shows them decides how."""

from collections.abc import Sequence

from hiveforge.features.documents.schemas import Piece

# Control characters, which no document's text has: see the readers.
START_OF_MARK, END_OF_MARK = "\x02", "\x03"
_SNIPPET = 280
_BEFORE = 60
_GAP = "…"
Marks = tuple[tuple[int, int], ...]


def marks(marked: str) -> tuple[str, Marks]:
    """The text without its marks, and where they were."""
    text, found, start = "", [], 0
    for piece in marked.split(START_OF_MARK):
        inside, end, outside = piece.partition(END_OF_MARK)
        if end:
            start = len(text)
            found.append((start, start + len(inside)))
        text += inside + outside
    return text, tuple(found)


def pieces(text: str, found: Marks) -> tuple[Piece, ...]:
    """The text cut at its marks."""
    cut, at = [], 0
    for start, end in found:
        cut += [Piece(text[at:start]), Piece(text[start:end], matches=True)]
        at = end
    return tuple(piece for piece in [*cut, Piece(text[at:])] if piece.text)


def snippet(text: str, found: Marks) -> tuple[Piece, ...]:
    """A part of the text of about 280 characters with as many marks as possible, in one line."""
    if len(text) <= _SNIPPET:
        return pieces(_one_line(text), found)
    start = _word_start(text, max(0, _densest(found) - _BEFORE))
    end = min(len(text), start + _SNIPPET)
    inside = tuple((a - start, b - start) for a, b in found if a >= start and b <= end)
    shown = pieces(_one_line(text[start:end]), inside)
    before = (Piece(_GAP),) if start else ()
    after = (Piece(_GAP),) if end < len(text) else ()
    return (*before, *shown, *after)


def _densest(found: Sequence[tuple[int, int]]) -> int:
    """The mark that most others follow within a snippet; the start of the text without any."""
    most = [sum(1 for other, _ in found if start <= other < start + _SNIPPET - _BEFORE) for start, _ in found]
    return found[most.index(max(most))][0] if found else 0


def _word_start(text: str, at: int) -> int:
    space = text.rfind(" ", max(0, at - 20), at)
    return space + 1 if space >= 0 else at


def _one_line(text: str) -> str:
    """The same number of characters, so that marks stay where they are."""
    return text.replace("\n", " ")
