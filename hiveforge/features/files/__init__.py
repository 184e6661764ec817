"""Files: uploads within the plan's limits, private, checked by what they are, gone without a trace.

async def add(actor: Actor, db: Db, file: files.StoredFile) -> None: ...  # in the transaction that stores the file
stored = await files.upload(actor, files.UploadForm(purpose="document", name=name, size=size), stream, then=add)
async for piece in await files.read(actor, stored.id): ...
await files.discard(db, [stored.id])  # in the transaction of the act that deletes what it belongs to
avatar = await files.keep_picture(actor, size, stream)  # then name it in a row, and files.drop_picture(db, the_old_one)
"""

from .errors import FileTooLarge, StorageFull, TooManyFiles, TypeNotAllowed
from .rules import LARGEST_PICTURE, LARGEST_UPLOAD, MEGABYTE, PURPOSES, in_words, picture_url
from .schemas import Purpose, StorageUsed, StoredFile, UploadForm, file_name
from .service import discard, drop_picture, get, keep_picture, read, storage_used, upload

__all__ = [
    "LARGEST_PICTURE",
    "LARGEST_UPLOAD",
    "MEGABYTE",
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
    "drop_picture",
    "file_name",
    "get",
    "in_words",
    "keep_picture",
    "picture_url",
    "read",
    "storage_used",
    "upload",
]
