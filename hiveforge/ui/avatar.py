"""A picture, or initials, in a circle (people) or a square (organizations)."""

from typing import Literal

import reflex as rx

from .base import Text

Size = Literal["sm", "md", "lg", "xl"]
SIZE: dict[Size, str] = {
    "sm": "size-6 text-[0.625rem]",
    "md": "size-7 text-2xs",
    "lg": "size-10 text-sm",
    "xl": "size-16 text-lg",
}


def avatar(initials: Text, picture: Text = "", *, size: Size = "md", square: bool = False) -> rx.Component:
    """Decorative: the name always stands next to it. `picture` is an address of ours; empty, or where it cannot be
    loaded, the initials are seen.
    """
    shape = "rounded-md" if square else "rounded-full"
    return rx.el.span(
        initials,
        _picture(picture),
        aria_hidden="true",
        class_name=(
            f"relative inline-flex {SIZE[size]} {shape} shrink-0 items-center justify-center overflow-hidden border bg-muted "
            "font-semibold text-muted-foreground select-none"
        ),
    )


def _picture(picture: Text) -> rx.Component:
    """Above the initials. Without an alternative text, a picture that is missing leaves no trace."""
    if isinstance(picture, str) and not picture:
        return rx.fragment()
    # The key makes another picture a new element: the old one is not shown until it has come.
    image = rx.el.img(
        src=picture, alt="", key=picture, decoding="async", class_name="absolute inset-0 size-full object-cover"
    )
    return rx.cond(picture, image)
