"""Documents: files of an organization whose text is read, searched and cited.

found = await documents.search(actor, documents.SearchForm(text="How many days of leave?", limit=5))
found[0].title, found[0].headings, found[0].number, found[0].text
"""

from .rules import END_OF_MARK, START_OF_MARK, marks, place_in, snippet
from .schemas import DocumentForm, DocumentRow, DocumentStatus, FoundPassage, Piece, SearchForm
from .service import add, get, search

__all__ = [
    "END_OF_MARK",
    "START_OF_MARK",
    "DocumentForm",
    "DocumentRow",
    "DocumentStatus",
    "FoundPassage",
    "Piece",
    "SearchForm",
    "add",
    "get",
    "marks",
    "place_in",
    "search",
    "snippet",
]
