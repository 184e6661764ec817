"""The top of every page: its one `h1`, a line of help, and the page's actions."""

import reflex as rx

from .base import Node, Text


def page_header(title: Text, description: Text = "", *actions: Node) -> rx.Component:
    """The heading takes focus after a navigation (`focus_heading`), so that screen readers start there."""
    return rx.el.div(
        rx.el.div(
            rx.el.h1(
                title, class_name="text-[1.375rem] font-semibold tracking-tight break-words outline-none", tab_index=-1
            ),
            rx.el.p(description, class_name="mt-0.5 text-muted-foreground empty:hidden"),
            class_name="min-w-0",
        ),
        rx.el.div(*actions, class_name="flex flex-wrap items-center gap-2") if actions else rx.fragment(),
        class_name="flex flex-wrap items-end justify-between gap-4",
    )
