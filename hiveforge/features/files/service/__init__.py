"""Acts on files."""

from .pictures import drop_picture, keep_picture, read_picture, see_picture
from .reading import follow, get, link, list_files, read, read_linked, storage_used
from .removing import delete, discard, remove
from .sweeping import give_up_unfinished, remove_orphans
from .uploading import upload

__all__ = [
    "delete",
    "discard",
    "drop_picture",
    "follow",
    "get",
    "give_up_unfinished",
    "keep_picture",
    "link",
    "list_files",
    "read",
    "read_linked",
    "read_picture",
    "remove",
    "remove_orphans",
    "see_picture",
    "storage_used",
    "upload",
]
