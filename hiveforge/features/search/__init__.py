"""Search everywhere: one question to documents, conversations and members, composed from their slices' own searches.

found = await search.search(actor, search.SearchForm(text="leave"))
found.documents[0].title, found.failed
"""

from .schemas import Found, Group, SearchForm
from .service import search

__all__ = ["Found", "Group", "SearchForm", "search"]
