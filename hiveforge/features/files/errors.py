"""Why a file is not taken, and what to do instead."""

from hiveforge.core.errors import AppError, Conflict, Invalid, LimitReached, TooMany


class EmptyFile(Invalid):
    code, message, param = "empty_file", "This file is empty.", "file"


class TypeNotAllowed(Invalid):
    status, code, param = 415, "type_not_allowed", "file"
    message = "Files of this kind are not taken here."


class FileTooLarge(LimitReached):
    code, param, message = "file_too_large", "file", "This file is larger than your plan allows."


class StorageFull(LimitReached):
    code, param, message = "storage_full", "file", "The storage of your plan is full."


class TooManyFiles(LimitReached):
    code, param, message = "too_many_files", "file", "Your plan does not include more files."


class TooManyUploads(TooMany):
    code, message = "too_many_uploads", "Too many uploads are running. Wait until one of them is done."


class UploadCutShort(AppError):
    status, code, message = 400, "upload_cut_short", "The file did not arrive completely. Try again."


class UploadTooSlow(AppError):
    status, code, message = 408, "upload_too_slow", "The connection was too slow or stopped. Try again."


class UploadGone(Conflict):
    code, message = "upload_gone", "This upload was cancelled or took too long. Start it again."


class FileInUse(Conflict):
    code, message = "file_in_use", "This file belongs to something else. Delete that instead."


class BadPicture(Invalid):
    status, code, param = 415, "bad_picture", "file"
    message = "This is no picture that we can use. Choose a PNG, JPEG, WebP or GIF."


class PictureTooLarge(Invalid):
    status, code, param, message = (
        413,
        "picture_too_large",
        "file",
        "This picture has too many pixels. Use a smaller one.",
    )
