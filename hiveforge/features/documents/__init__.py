"""Documents: files of an organization whose text is read, searched and cited.

found = await documents.search(actor, documents.SearchForm(text="How many days of leave?", limit=5))
found[0].title, found[0].headings, found[0].number, found[0].text
"""

from .schemas import DocumentForm, DocumentRow, DocumentStatus, FoundPassage, SearchForm
from .service import add, get, search

__all__ = [
    "DocumentForm",
    "DocumentRow",
    "DocumentStatus",
    "FoundPassage",
    "SearchForm",
    "add",
    "get",
    "search",
]
