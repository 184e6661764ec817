"""Built pages answer at the address that people see, without the detour to the same address with a slash at its end."""

from functools import cache
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send


def at_their_address(app: ASGIApp, build: Path) -> ASGIApp:
    """Serve `pricing.html` at `/pricing`. A page's address belongs to it: a route of the API there would not be reached."""

    async def through(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} and scope["path"] in _addresses(build):
            path = f"{scope['path']}.html"
            scope = {**scope, "path": path, "raw_path": path.encode()}
        await app(scope, receive, send)

    return through


@cache
def _addresses(build: Path) -> frozenset[str]:
    return frozenset(f"/{file.relative_to(build).with_suffix('').as_posix()}" for file in build.rglob("*.html"))
