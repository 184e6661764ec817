"""What comes in and what goes out. All of it frozen."""

from .forms import (
    LONGEST_QUESTION,
    LONGEST_TAG,
    LONGEST_TITLE,
    DocumentForm,
    DocumentSort,
    DocumentsQuery,
    RenameForm,
    SearchForm,
    Tag,
    TagsForm,
)
from .rows import (
    DocumentDetails,
    DocumentRow,
    DocumentsPage,
    DocumentStatus,
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
    "DocumentDetails",
    "DocumentForm",
    "DocumentRow",
    "DocumentSort",
    "DocumentStatus",
    "DocumentsPage",
    "DocumentsQuery",
    "FoundPassage",
    "Passage",
    "PassageRow",
    "Piece",
    "RenameForm",
    "SearchForm",
    "Tag",
    "TagCount",
    "TagsForm",
]
