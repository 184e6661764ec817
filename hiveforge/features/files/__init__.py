"""Files: uploads within the plan's limits, private, checked by what they are, gone without a trace.

async def add(actor: Actor, db: Db, file: files.StoredFile) -> None: ...  # in the transaction that stores the file
stored = await files.upload(actor, files.UploadForm(purpose="document", name=name, size=size), stream, then=add)
async for piece in await files.read(actor, stored.id): ...
await files.discard(db, [stored.id])  # in the transaction of the act that deletes what it belongs to
"""

from .errors import FileTooLarge, StorageFull, TooManyFiles, TypeNotAllowed
from .rules import LARGEST_UPLOAD, PURPOSES, in_words
from .schemas import Purpose, StorageUsed, StoredFile, UploadForm, file_name
from .service import discard, get, read, storage_used, upload

__all__ = [
    "LARGEST_UPLOAD",
    "PURPOSES",
    "FileTooLarge",
    "Purpose",
    "StorageFull",
    "StorageUsed",
    "StoredFile",
    "TooManyFiles",
    "TypeNotAllowed",
    "UploadForm",
    "discard",
    "file_name",
    "get",
    "in_words",
    "read",
    "storage_used",
    "upload",
]
