"""What documents decide and write."""

from .adding import add, replace
from .changing import delete, rename, retry, set_tags
from .finding import browse, get, list_documents, list_tags, search, view
from .reading import give_up_stranded, read

__all__ = [
    "add",
    "browse",
    "delete",
    "get",
    "give_up_stranded",
    "list_documents",
    "list_tags",
    "read",
    "rename",
    "replace",
    "retry",
    "search",
    "set_tags",
    "view",
]
