"""How the stand-in's pages look: plain, without script, readable in light and dark and on a narrow phone."""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from hiveforge.sandbox.stripe.customers import CARDS
from hiveforge.sandbox.stripe.form import decode
from hiveforge.sandbox.stripe.store import Object

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0; background: light-dark(#f7f7f8, #16171a); color: light-dark(#1c1e24, #eceef2) }
header { background: light-dark(#fff3d6, #3a2f14); padding: .5rem 1rem; text-align: center; font-size: .875rem }
main { max-width: 40rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; overflow-wrap: anywhere }
section { background: light-dark(#fff, #1f2126); border: 1px solid light-dark(#dfe1e6, #383b43);
  border-radius: .75rem; padding: 1rem; margin: 1rem 0 }
h1 { font-size: 1.25rem; line-height: 1.3 } h2 { font-size: 1rem; margin: 0 0 .75rem }
label, legend { display: block; font-weight: 600; margin: .75rem 0 .25rem }
fieldset { border: 0; margin: .75rem 0 0; padding: 0 }
label.choice { display: flex; gap: .5rem; align-items: baseline; font-weight: 400; margin: 0; padding: .375rem 0 }
input:not([type=radio]), select { font: inherit; color: inherit; box-sizing: border-box; width: 100%; padding: .5rem;
  background: transparent; border: 1px solid light-dark(#868b96, #858b98); border-radius: .5rem }
button { font: inherit; font-weight: 600; padding: .625rem 1rem; margin: .75rem .5rem 0 0; border-radius: .5rem;
  border: 1px solid light-dark(#25282f, #eceef2); background: light-dark(#25282f, #eceef2); color: light-dark(#fff, #16171a) }
button.quiet { background: transparent; color: inherit }
a { color: light-dark(#7a4d00, #f2c063) }
:focus-visible { outline: 3px solid light-dark(#c07a00, #f2c063); outline-offset: 2px }
dl { display: grid; grid-template-columns: 1fr auto; gap: .25rem 1rem; margin: 0 } dd { margin: 0; text-align: right }
ul { list-style: none; margin: 0; padding: 0 } li { padding: .5rem 0; border-top: 1px solid light-dark(#e7e8ec, #2f323a) }
li:first-child { border: 0 } p { margin: .25rem 0 }
[role=alert] { border: 1px solid light-dark(#b3261e, #ff8a80); border-radius: .5rem; padding: .5rem .75rem; margin: 1rem 0 }
"""
_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = f"default-src 'none'; style-src 'sha256-{_HASH}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"


def document(
    title: str, body: str, status: int = 200, banner: str = "Simulated payments. No money moves."
) -> HTMLResponse:
    """A whole page; `body` is HTML already, `title` is escaped."""
    html = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>"
        f"<body><header>{escape(banner)}</header><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
    return HTMLResponse(html, status, {"Content-Security-Policy": _POLICY, "Cache-Control": "no-store"})


def section(title: str, *parts: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{''.join(parts)}</section>"


def alert(message: str) -> str:
    return f'<div role="alert">{escape(message)}</div>' if message else ""


def facts(pairs: Iterable[tuple[str, str]]) -> str:
    return f"<dl>{''.join(f'<dt>{escape(name)}</dt><dd>{escape(value)}</dd>' for name, value in pairs)}</dl>"


def field(name: str, label: str, value: str = "", *, kind: str = "text", complete: str = "off") -> str:
    return (
        f'<label for="{name}">{escape(label)}</label>'
        f'<input id="{name}" name="{name}" type="{kind}" value="{escape(value)}" autocomplete="{complete}">'
    )


def button(text: str, action: str, *, quiet: bool = False) -> str:
    look = ' class="quiet"' if quiet else ""
    return f'<button name="action" value="{escape(action)}"{look}>{escape(text)}</button>'


def form(*parts: str, to: str) -> str:
    return f'<form method="post" action="{escape(to)}">{"".join(parts)}</form>'


def hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'


def items(entries: Sequence[str], nothing: str) -> str:
    """A list of HTML entries, or words for none."""
    listed = "".join(f"<li>{each}</li>" for each in entries)
    return f"<ul>{listed}</ul>" if entries else f"<p>{escape(nothing)}</p>"


def link(address: str, text: str) -> str:
    """Only to web addresses: others come from whoever called the API."""
    if not address.startswith(("http://", "https://", "/")):
        return escape(text)
    return f'<a href="{escape(address)}">{escape(text)}</a>'


def cards(chosen: str = "") -> str:
    """The test cards to choose from, each with what it does."""
    chosen = chosen if chosen in CARDS else next(iter(CARDS))
    choices = "".join(
        f'<label class="choice"><input type="radio" name="card" value="{number}"{" checked" * (number == chosen)}>'
        f"<span>{' '.join(number[i : i + 4] for i in range(0, 16, 4))}: {escape(what)}</span></label>"
        for number, what in CARDS.items()
    )
    return f"<fieldset><legend>Test card</legend>{choices}</fieldset>"


def money(amount: int, currency: str) -> str:
    sign = "-" if amount < 0 else ""
    return f"{sign}{abs(amount) // 100:,}.{abs(amount) % 100:02} {currency.upper()}"


def day(moment: int | None) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%d %b %Y") if moment else "never"


async def sent(request: Request) -> dict[str, Any]:
    """The fields of a form; only text counts."""
    fields = decode((await request.body()).decode(errors="replace"))
    return {name: value.strip() for name, value in fields.items() if isinstance(value, str)}


def holder(fields: Object) -> Object:
    """Name, address and tax id as a form gave them."""
    parts = ("line1", "city", "postal_code", "country")
    address = {name: fields.get(name) or None for name in parts}
    filled = {**address, "line2": None, "state": None} if any(address.values()) else None
    return {"name": fields.get("name"), "address": filled, "tax_id": fields.get("tax_id")}


def holder_fields(fields: Object, *, tax: bool = True) -> str:
    return (
        field("name", "Name on the card or of the company", fields.get("name") or "", complete="name")
        + field("line1", "Address", fields.get("line1") or "", complete="address-line1")
        + field("city", "City", fields.get("city") or "", complete="address-level2")
        + field("postal_code", "Postal code", fields.get("postal_code") or "", complete="postal-code")
        + field("country", "Country (two letters)", fields.get("country") or "", complete="country")
        + (field("tax_id", "Tax id (EU VAT)", fields.get("tax_id") or "") if tax else "")
    )
