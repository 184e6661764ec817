"""A framed section of a page, with an optional header and footer."""

from typing import Any

import reflex as rx

from .base import Node, Text


def card(*children: Node, class_name: str = "", **props: Any) -> rx.Component:
    """A surface. Content that is not a header, table or footer goes into `card_body`."""
    return rx.el.section(
        *children, class_name=f"rounded-xl border bg-surface shadow-card {class_name}".rstrip(), **props
    )


def card_header(title: Text, description: Text = "", *actions: Node) -> rx.Component:
    """What the card is about, with actions on the right."""
    return rx.el.div(
        rx.el.div(
            rx.el.h2(title, class_name="text-[0.9375rem] font-semibold tracking-tight"),
            rx.el.p(description, class_name="mt-0.5 text-[0.8125rem] text-muted-foreground empty:hidden"),
            class_name="min-w-0",
        ),
        rx.el.div(*actions, class_name="flex items-center gap-2") if actions else rx.fragment(),
        class_name="flex flex-wrap items-start justify-between gap-3 px-5 pt-4 pb-3",
    )


def card_body(*children: Node, class_name: str = "") -> rx.Component:
    """The card's content, in the card's own rhythm."""
    return rx.el.div(*children, class_name=f"grid gap-4 px-5 pt-1 pb-5 {class_name}".rstrip())


def card_footer(*children: Node) -> rx.Component:
    """A quiet bar for the card's actions: help on the left, buttons on the right."""
    return rx.el.div(
        *children,
        class_name=(
            "flex flex-wrap items-center justify-between gap-3 rounded-b-xl border-t bg-canvas px-5 py-3 "
            "text-[0.8125rem] text-muted-foreground"
        ),
    )
