"""What comes in and what goes out. All of it frozen."""

from .forms import (
    LONGEST_QUESTION,
    LONGEST_TAG,
    LONGEST_TITLE,
    ChangeForm,
    DocumentForm,
    DocumentSort,
    DocumentsQuery,
    SearchForm,
    Tag,
)
from .rows import (
    DocumentDetails,
    DocumentRow,
    DocumentsPage,
    DocumentStatus,
    EmbeddingProgress,
    FoundPassage,
    Passage,
    PassageRow,
    Piece,
    TagCount,
)

__all__ = [
    "LONGEST_QUESTION",
    "LONGEST_TAG",
    "LONGEST_TITLE",
    "ChangeForm",
    "DocumentDetails",
    "DocumentForm",
    "DocumentRow",
    "DocumentSort",
    "DocumentStatus",
    "DocumentsPage",
    "DocumentsQuery",
    "EmbeddingProgress",
    "FoundPassage",
    "Passage",
    "PassageRow",
    "Piece",
    "SearchForm",
    "Tag",
    "TagCount",
]
