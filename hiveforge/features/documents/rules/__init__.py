"""Pure decisions about documents."""

from .chunking import ENOUGH, LONGEST, passages
from .highlighting import END_OF_MARK, START_OF_MARK, marks, pieces, snippet
from .naming import UNEXPECTED, UNREACHABLE, kind_of, place_in, title_of, vocabulary
from .ranking import fused, hybrid

__all__ = [
    "END_OF_MARK",
    "ENOUGH",
    "LONGEST",
    "START_OF_MARK",
    "UNEXPECTED",
    "UNREACHABLE",
    "fused",
    "hybrid",
    "kind_of",
    "marks",
    "passages",
    "pieces",
    "place_in",
    "snippet",
    "title_of",
    "vocabulary",
]
