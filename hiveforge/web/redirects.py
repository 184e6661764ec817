"""Where a person may be sent after signing in: a page of ours, never another site."""

import re
from urllib.parse import urlsplit

# Browsers drop tabs and line ends, and read a backslash as a slash: "/\t/evil.example" would leave the site.
_UNSAFE = re.compile(r"[\x00-\x20\x7f\\]")
_LONGEST = 2000


def safe_next(path: str | None, default: str = "/") -> str:
    """`path` when it is an absolute path on this origin, else `default`."""
    if not path or len(path) > _LONGEST or _UNSAFE.search(path) or not path.startswith("/") or path.startswith("//"):
        return default
    try:
        parts = urlsplit(path)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else path
