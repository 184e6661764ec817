"""What documents decide and write."""

from .adding import add, replace
from .changing import change, delete, retry
from .embedding import embed_missing, embedding_progress
from .finding import PASSAGES_SHOWN, browse, get, list_documents, list_tags, search, view
from .reading import give_up_stranded, read

__all__ = [
    "PASSAGES_SHOWN",
    "add",
    "browse",
    "change",
    "delete",
    "embed_missing",
    "embedding_progress",
    "get",
    "give_up_stranded",
    "list_documents",
    "list_tags",
    "read",
    "replace",
    "retry",
    "search",
    "view",
]
