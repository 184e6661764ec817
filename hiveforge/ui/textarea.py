"""Several lines of text: `field(..., control=textarea)`."""

from typing import Any

import reflex as rx

from .field import INPUT


def textarea(*, rows: int = 4, **props: Any) -> rx.Component:
    """Grows with its text where the browser can."""
    return rx.el.textarea(
        rows=str(rows), class_name=f"{INPUT} h-auto py-2 leading-relaxed field-sizing-content max-sm:h-auto", **props
    )
