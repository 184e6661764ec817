"""The page a browser gets when no built page can be shown: the database is away, a form was refused at the edge.

It needs no script, no other file and no database.
"""

import base64
import hashlib
from html import escape

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; background: Canvas; color: CanvasText }
body { display: grid; min-height: 100vh; margin: 0; place-items: center }
main { max-width: 28rem; padding: 2rem }
h1 { font-size: 1.25rem; margin: 0 0 .5rem }
p { margin: 0 0 1rem }
code { font-size: .875rem; overflow-wrap: anywhere; user-select: all }
"""
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()

POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def render(status: int, message: str, request_id: str) -> str:
    """A whole HTML document. `message` is for people and is escaped here."""
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Error {status} · HiveForge</title><style>{_STYLE}</style></head>"
        f"<body><main><h1>{escape(message)}</h1>"
        '<p>Go back and try again, or start from the <a href="/">home page</a>.</p>'
        f"<p>If it keeps happening, tell us this request id: <code>{escape(request_id)}</code></p>"
        "</main></body></html>"
    )
