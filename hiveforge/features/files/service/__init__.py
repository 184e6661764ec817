"""Acts on files."""

from .reading import follow, get, link, list_files, read, read_linked, storage_used
from .removing import delete, discard, remove
from .sweeping import give_up_unfinished, remove_orphans
from .uploading import upload

__all__ = [
    "delete",
    "discard",
    "follow",
    "get",
    "give_up_unfinished",
    "link",
    "list_files",
    "read",
    "read_linked",
    "remove",
    "remove_orphans",
    "storage_used",
    "upload",
]
