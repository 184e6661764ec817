"""Pure decisions about documents."""

from .chunking import ENOUGH, LONGEST, passages
from .highlighting import END_OF_MARK, START_OF_MARK, marks, pieces, snippet
from .naming import UNEXPECTED, UNREACHABLE, kind_of, title_of, vocabulary
from .ranking import MOST_OF_ONE_DOCUMENT, varied

__all__ = [
    "END_OF_MARK",
    "ENOUGH",
    "LONGEST",
    "MOST_OF_ONE_DOCUMENT",
    "START_OF_MARK",
    "UNEXPECTED",
    "UNREACHABLE",
    "kind_of",
    "marks",
    "passages",
    "pieces",
    "snippet",
    "title_of",
    "varied",
    "vocabulary",
]
