"""A short status in a word."""

from collections.abc import Mapping
from typing import Literal

import reflex as rx

from .base import Node, Text

Tone = Literal["neutral", "success", "warning", "danger", "info", "brand"]
TONE: dict[Tone, str] = {
    "neutral": "bg-muted text-muted-foreground",
    "success": "bg-success-soft text-success",
    "warning": "bg-warning-soft text-warning",
    "danger": "bg-danger-soft text-danger",
    "info": "bg-info-soft text-info",
    "brand": "bg-brand-soft text-brand-text",
}


def badge(text: Text, tone: Tone = "neutral", *, dot: bool = False) -> rx.Component:
    """A pill. The word carries the meaning; the colour only repeats it."""
    return rx.el.span(
        rx.el.span(class_name="size-1.5 rounded-full bg-current", aria_hidden="true") if dot else rx.fragment(),
        text,
        class_name=(
            "inline-flex h-5.5 items-center gap-1.5 rounded-full px-2 text-xs font-medium whitespace-nowrap "
            f"{TONE[tone]}"
        ),
    )


def match_badge(value: rx.Var[str], tones: Mapping[str, tuple[str, Tone]], *, dot: bool = False) -> Node:
    """A badge chosen by a var: `{"owner": ("Owner", "brand")}`. Other values show as they are.

    A var picks a component and never a class name, which Tailwind could not see.
    """
    return rx.match(
        value,
        *[(key, badge(text, tone, dot=dot)) for key, (text, tone) in tones.items()],
        badge(value, dot=dot),
    )
