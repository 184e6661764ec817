"""Refusals that only HTTP knows: the request itself is wrong, before any feature sees it."""

from hiveforge.core.errors import AppError


class Malformed(AppError):
    status, code, message = 400, "malformed", "The request could not be read."


class CrossSite(AppError):
    status, code, message = 403, "cross_site", "This request came from another site."


class WrongMethod(AppError):
    status, code, message = 405, "method_not_allowed", "This address does not take that method."


class LengthRequired(AppError):
    status, code, message = 411, "length_required", "Say in Content-Length how large the file is."


class TooLarge(AppError):
    status, code, message = 413, "too_large", "The request body is too large."


class WrongMediaType(AppError):
    status, code, message = (
        415,
        "unsupported_media_type",
        "Send the body as application/json, or a file as application/octet-stream.",
    )


class WrongHost(AppError):
    status, code, message = 421, "wrong_host", "This server does not answer to that host name."


class Broken(AppError):
    status, code, message = 500, "internal", "Something broke on our side. Try again; we have been told."
