"""Turns one tree of components into the HTML and the plain text of a message, so that the two never disagree."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from html import escape

import mjml

from hiveforge.core.settings import settings

from .components import Component, Email, Footer
from .styles import ATTRIBUTES, BRAND, CANVAS, LINE, SHEET, SURFACE

_LONGEST_SUBJECT = 200
_DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Rendered:
    """A message ready for a gateway. The subject is one line, whatever people put into it."""

    subject: str
    preview: str
    html: str
    text: str


def render(email: Email) -> Rendered:
    """Render a message both ways. Equal trees render to equal bytes, which idempotency keys rely on."""
    subject, preview = one_line(email.subject), one_line(email.preview)
    body = [component for component in email.body if not isinstance(component, Footer)]
    footer = [component for component in email.body if isinstance(component, Footer)]
    return Rendered(
        subject=subject,
        preview=preview,
        html=mjml.mjml2html(_storable(_document(subject, preview, body, footer)), fonts={}),
        text=_storable(_plain(body, footer)),
    )


def one_line(words: str) -> str:
    """Words as a mail header may hold them: no line breaks or control characters, no reversed text, a sane length."""
    spaced = "".join(" " if _breaks_a_header(character) else character for character in words)
    line = " ".join(spaced.split())
    return line if len(line) <= _LONGEST_SUBJECT else line[: _LONGEST_SUBJECT - 1].rstrip() + "…"


def _breaks_a_header(character: str) -> bool:
    return character in _DIRECTION_OVERRIDES or unicodedata.category(character) in {"Cc", "Cs", "Zl", "Zp"}


def _storable(text: str) -> str:
    """Without the two things that neither Postgres nor UTF-8 holds: NUL and half characters."""
    return text.replace("\x00", "").encode(errors="ignore").decode()


def _document(subject: str, preview: str, body: Sequence[Component], footer: Sequence[Component]) -> str:
    return f"""
<mjml lang="en">
  <mj-head>
    <mj-title>{escape(subject)}</mj-title>
    <mj-preview>{escape(preview)}</mj-preview>
    <mj-raw><meta name="color-scheme" content="light dark"/><meta name="supported-color-schemes" content="light dark"/></mj-raw>
    <mj-attributes>{ATTRIBUTES}</mj-attributes>
    <mj-style>{SHEET}</mj-style>
  </mj-head>
  <mj-body width="560px" background-color="{CANVAS}" css-class="page">
    <mj-section padding="32px 0 8px"><mj-column>{_brand()}</mj-column></mj-section>
    <mj-wrapper css-class="card" background-color="{SURFACE}" border="1px solid {LINE}" border-radius="12px" padding="20px 0">
      <mj-section padding="0"><mj-column>{"".join(part.mjml() for part in body)}</mj-column></mj-section>
    </mj-wrapper>
    <mj-section padding="12px 0 32px"><mj-column>{"".join(part.mjml() for part in footer)}</mj-column></mj-section>
  </mj-body>
</mjml>
"""


def _brand() -> str:
    mark = f"display:inline-block;width:11px;height:11px;border-radius:3px;background:{BRAND};margin-right:9px"
    home = escape(settings().origin)
    return (
        '<mj-text css-class="ink" font-size="16px" font-weight="650">'
        f'<span style="{mark}"></span><a href="{home}" class="brand" style="color:inherit;text-decoration:none">'
        f"{escape(sender_name())}</a></mj-text>"
    )


def sender_name() -> str:
    """The name people see in front of the sender's address."""
    name, address = parseaddr(settings().mail_from)
    return name or address


def _plain(body: Sequence[Component], footer: Sequence[Component]) -> str:
    text = "\n\n".join(component.text() for component in body)
    if footer:
        text += "\n\n-- \n" + "\n".join(component.text() for component in footer)
    return text + "\n"
