"""Acts on files."""

from .reading import get, list_files, read, storage_used
from .removing import delete, discard, remove
from .sweeping import give_up_unfinished, remove_orphans
from .uploading import upload

__all__ = [
    "delete",
    "discard",
    "get",
    "give_up_unfinished",
    "list_files",
    "read",
    "remove",
    "remove_orphans",
    "storage_used",
    "upload",
]
