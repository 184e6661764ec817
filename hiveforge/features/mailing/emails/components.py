"""What a message is made of. Each component knows its two faces: MJML for HTML readers, and plain text.

Everything given by a person is escaped here, and only web and mail addresses become links. Colours live in `styles.py`.
"""

import textwrap
from abc import ABC, abstractmethod
from dataclasses import dataclass
from html import escape
from urllib.parse import urlsplit

from .styles import LINK, MONOSPACE

_TEXT_WIDTH = 76


class Component(ABC):
    """A block of a message."""

    @abstractmethod
    def mjml(self) -> str:
        """The block for `<mj-column>`."""

    @abstractmethod
    def text(self) -> str:
        """The same block in plain text, without an empty line around it."""


@dataclass(frozen=True)
class Link:
    """A link inside `Text`."""

    label: str
    url: str

    def __post_init__(self) -> None:
        _refuse_unsafe(self.url)

    def mjml(self) -> str:
        return f'<a href="{escape(self.url)}" class="link" style="{LINK}">{escape(self.label)}</a>'

    def text(self) -> str:
        return self.url if self.label == self.url else f"{self.label} ({self.url})"


@dataclass(frozen=True)
class Strong:
    """Emphasised words inside `Text`."""

    words: str

    def mjml(self) -> str:
        return f"<strong>{escape(self.words)}</strong>"

    def text(self) -> str:
        return self.words


Part = str | Link | Strong


@dataclass(frozen=True)
class Heading(Component):
    """The one line that says what the message is about."""

    words: str

    def mjml(self) -> str:
        return _block(
            f'<h1 style="margin:0;font:inherit">{escape(self.words)}</h1>',
            'css-class="ink" font-size="22px" line-height="30px" font-weight="650" padding-bottom="4px"',
        )

    def text(self) -> str:
        return f"{_wrap(self.words)}\n{'=' * min(len(self.words), _TEXT_WIDTH)}"


@dataclass(frozen=True, init=False)
class Text(Component):
    """A paragraph of words, `Strong` words and `Link`s. `muted` is for what may be skipped."""

    parts: tuple[Part, ...]
    muted: bool

    def __init__(self, *parts: Part, muted: bool = False) -> None:
        object.__setattr__(self, "parts", parts)
        object.__setattr__(self, "muted", muted)

    def mjml(self) -> str:
        look = 'mj-class="muted" css-class="muted"' if self.muted else 'css-class="ink"'
        return _block(_inline_mjml(self.parts), look)

    def text(self) -> str:
        return _wrap(_inline_text(self.parts))


@dataclass(frozen=True)
class Button(Component):
    """The one thing to do. In plain text: its label and the address."""

    label: str
    url: str

    def __post_init__(self) -> None:
        _refuse_unsafe(self.url)

    def mjml(self) -> str:
        return f'<mj-button css-class="button" href="{escape(self.url)}">{escape(self.label)}</mj-button>'

    def text(self) -> str:
        return f"{self.label}:\n{self.url}"


@dataclass(frozen=True)
class Code(Component):
    """A code to type in; spaced for the eye by style alone, so that copying takes the digits only."""

    digits: str

    def mjml(self) -> str:
        return _block(
            escape(self.digits),
            f'css-class="code" mj-class="code" font-family="{MONOSPACE}"',
        )

    def text(self) -> str:
        return f"    {self.digits}"


@dataclass(frozen=True)
class Divider(Component):
    """A line between two thoughts."""

    def mjml(self) -> str:
        return '<mj-divider css-class="line"/>'

    def text(self) -> str:
        return "-" * 24


@dataclass(frozen=True, init=False)
class Facts(Component):
    """Labelled values, such as when and where somebody signed in."""

    rows: tuple[tuple[str, str], ...]

    def __init__(self, *rows: tuple[str, str]) -> None:
        object.__setattr__(self, "rows", rows)

    def mjml(self) -> str:
        rows = "".join(
            f'<tr><th scope="row" align="left" class="muted label">{escape(label)}</th>'
            f'<td class="ink value">{escape(value)}</td></tr>'
            for label, value in self.rows
        )
        return f'<mj-table css-class="facts">{rows}</mj-table>'

    def text(self) -> str:
        return "\n".join(f"{label}: {value}" for label, value in self.rows)


@dataclass(frozen=True, init=False)
class Footer(Component):
    """Small print below the card: why the reader gets this message."""

    parts: tuple[Part, ...]

    def __init__(self, *parts: Part) -> None:
        object.__setattr__(self, "parts", parts)

    def mjml(self) -> str:
        return _block(_inline_mjml(self.parts), 'mj-class="small" css-class="muted"')

    def text(self) -> str:
        return _wrap(_inline_text(self.parts))


@dataclass(frozen=True, init=False)
class Email:
    """One message: a subject, the line that mail programs show beside it, and its components in order."""

    body: tuple[Component, ...]
    subject: str
    preview: str

    def __init__(self, *body: Component, subject: str, preview: str = "") -> None:
        object.__setattr__(self, "body", body)
        object.__setattr__(self, "subject", subject)
        object.__setattr__(self, "preview", preview)


def _block(content: str, attributes: str) -> str:
    return f"<mj-text {attributes}>{content}</mj-text>"


def _inline_mjml(parts: tuple[Part, ...]) -> str:
    return "".join(escape(part) if isinstance(part, str) else part.mjml() for part in parts)


def _inline_text(parts: tuple[Part, ...]) -> str:
    return "".join(part if isinstance(part, str) else part.text() for part in parts)


def _wrap(words: str) -> str:
    return textwrap.fill(words, _TEXT_WIDTH, break_long_words=False, break_on_hyphens=False)


def _refuse_unsafe(url: str) -> None:
    """Raise ValueError for an address that a click must not open, such as `javascript:`."""
    if urlsplit(url).scheme not in {"https", "http", "mailto"}:
        raise ValueError(f"A message links to web and mail addresses only, not to {url!r}")
