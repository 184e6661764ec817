"""No request body may fill the memory: too large ones are refused before they have been read."""

from collections.abc import Mapping

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .errors import Malformed, TooLarge
from .problems import refuse
from .uploads import UploadAddresses, is_file

MEBIBYTE = 1024 * 1024
DEFAULT_LIMITS: Mapping[str, int] = {"/": MEBIBYTE}


def limited_bodies(
    app: ASGIApp, limits: Mapping[str, int] = DEFAULT_LIMITS, uploads: UploadAddresses | None = None
) -> ASGIApp:
    """Answer 413 to bodies over the limit of the longest matching path prefix, declared or not.

    Where files are taken, it is the size of the largest file.
    """

    async def through(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        limit = limits[max((prefix for prefix in limits if scope["path"].startswith(prefix)), key=len)]
        if uploads is not None and (largest := uploads.largest(scope)) and is_file(Headers(scope=scope)):
            limit = largest
        declared = Headers(scope=scope).get("content-length", "0")
        if not (declared.isascii() and declared.isdecimal()):
            await refuse(Malformed(), scope, receive, send)
        elif int(declared) > limit:
            await _refuse(limit, scope, receive, send)
        else:
            counted = _Counted(scope, receive, send, limit)
            await app(scope, counted.receive, counted.send)

    return through


async def _refuse(limit: int, scope: Scope, receive: Receive, send: Send) -> None:
    """The connection ends with it: what is left of the body is never read, so no other request can follow."""

    async def closing(message: Message) -> None:
        if message["type"] == "http.response.start" and scope["http_version"].startswith("1"):
            message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
        await send(message)

    await refuse(TooLarge(f"The request body is larger than {limit // 1024:,} KiB."), scope, receive, closing)


class _Counted:
    """A body of undeclared length. When it grows too large we answer ourselves, and to the app the caller is gone."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        self._scope, self._receive, self._send, self._left = scope, receive, send, limit
        self._limit = limit
        self._started = self._refused = False

    async def receive(self) -> Message:
        if self._refused:
            return {"type": "http.disconnect"}
        message = await self._receive()
        self._left -= len(message.get("body", b""))
        if self._left >= 0:
            return message
        self._refused = True
        if not self._started:
            await _refuse(self._limit, self._scope, self._receive, self._send)
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if not self._refused:
            self._started = True
            await self._send(message)
