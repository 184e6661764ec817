"""Text of which parts match what was searched for."""

from typing import Any

import reflex as rx


def marked_text(pieces: Any) -> rx.Component:
    """Each piece has a `text` and whether it `matches`. Pieces are text and never markup, whatever they say."""
    return rx.foreach(
        pieces,
        lambda piece: rx.cond(
            piece.matches,
            rx.el.mark(piece.text, class_name="rounded-xs bg-brand-soft px-0.5 text-foreground"),
            rx.el.span(piece.text),
        ),
    )
