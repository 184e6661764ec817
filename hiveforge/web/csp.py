"""Content security policies: each built page may run its own inline scripts, by their hashes, and nothing else inline."""

import base64
import hashlib
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

from hiveforge.core.origins import own_origins

# For JSON, files and everything else that is not a page: opened as a document it may do nothing.
NOTHING = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
NOT_FOUND = "/404"


def for_page(path: str, build: Path) -> str:
    """The policy of the page served at `path`.

    Addresses without a file of their own (`/o/acme/members`, unknown ones) are served `404.html`, the empty shell.
    """
    found = _policies(build, own_origins())
    return found.get(path.rstrip("/") or "/") or found.get(NOT_FOUND) or policy("")


def policy(html: str) -> str:
    """The policy that lets exactly this document work."""
    inline = _Inline()
    inline.feed(html)
    inline.close()
    sockets = " ".join(sorted(_socket(origin) for origin in own_origins() if "[" not in origin))
    return "; ".join((
        "default-src 'self'",
        _sources("script-src 'self'", inline.scripts),
        _sources("style-src 'self'", inline.styles),
        # Only style="" that the server wrote: what React sets later goes through the CSSOM, which CSP does not touch.
        _sources("style-src-attr 'unsafe-hashes'", inline.attributes) if inline.attributes else "style-src-attr 'none'",
        "img-src 'self' data: blob:",
        "font-src 'self'",
        f"connect-src 'self' {sockets}",  # Safari before 15.4 does not take 'self' for websockets
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ))  # fmt: skip


@cache
def _policies(build: Path, _origins: frozenset[str]) -> dict[str, str]:
    found = {}
    for file in build.rglob("*.html"):
        address = "/" + file.relative_to(build).as_posix()
        made = policy(file.read_text(encoding="utf-8"))
        for suffix in ("", ".html", "index.html"):
            if address.endswith(suffix):
                found[address.removesuffix(suffix).rstrip("/") or "/"] = made
    return found


class _Inline(HTMLParser):
    """Collects what stands inline in a document, as the browser hashes it."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.scripts: set[str] = set()
        self.styles: set[str] = set()
        self.attributes: set[str] = set()
        self._into: set[str] | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if style := named.get("style"):
            self.attributes.add(style)
        if tag == "script" and "src" not in named:
            self._into = self.scripts
        elif tag == "style":
            self._into = self.styles
        self._text = ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if self._into is not None and tag in {"script", "style"}:
            self._into.add(self._text)
            self._into = None


def _sources(directive: str, inline: set[str]) -> str:
    hashes = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline)
    return " ".join([directive, *sorted(f"'sha256-{made}'" for made in hashes)])


def _socket(origin: str) -> str:
    return origin.replace("http", "ws", 1)
