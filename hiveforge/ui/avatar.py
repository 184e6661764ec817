"""Initials in a circle (people) or a square (organizations)."""

from typing import Literal

import reflex as rx

from .base import Text

Size = Literal["sm", "md", "lg"]
SIZE: dict[Size, str] = {"sm": "size-6 text-[0.625rem]", "md": "size-7 text-2xs", "lg": "size-10 text-sm"}


def avatar(initials: Text, *, size: Size = "md", square: bool = False) -> rx.Component:
    """Decorative: the name always stands next to it."""
    shape = "rounded-md" if square else "rounded-full"
    return rx.el.span(
        initials,
        aria_hidden="true",
        class_name=(
            f"inline-flex {SIZE[size]} {shape} shrink-0 items-center justify-center border bg-muted font-semibold "
            "text-muted-foreground select-none"
        ),
    )
