"""Several lines of text: `field(..., control=textarea)`."""

from typing import Any

import reflex as rx

from .field import INPUT


def textarea(*, rows: int = 4, **props: Any) -> rx.Component:
    """`rows` high at first; grows with its text where the browser can, which then minds no `rows`."""
    return rx.el.textarea(
        rows=str(rows),
        class_name=(
            f"{INPUT} h-auto min-h-[calc({rows}lh+1rem)] py-2 leading-relaxed field-sizing-content max-sm:h-auto"
        ),
        **props,
    )
