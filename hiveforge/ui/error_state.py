"""Something failed: what happened, what to do, and the request id to tell support."""

import reflex as rx

from .base import Node, Text
from .copy_button import copy_button


def error_state(
    title: Text, text: Text, *actions: Node, request_id: Text = "", icon: str = "triangle-alert", heading: bool = False
) -> rx.Component:
    """Inside a card or as a whole page (`heading=True` makes the title the page's `h1`)."""
    return rx.el.div(
        rx.el.span(
            rx.icon(icon, size=20, aria_hidden="true"),
            class_name="flex size-11 items-center justify-center rounded-xl border bg-surface text-muted-foreground",
        ),
        rx.el.h1(title, tab_index=-1, class_name="mt-4 text-xl font-semibold tracking-tight outline-none")
        if heading
        else rx.el.p(title, class_name="mt-4 font-medium"),
        rx.el.p(text, class_name="mt-1.5 max-w-md text-pretty text-muted-foreground"),
        rx.cond(request_id, _request(request_id)) if not isinstance(request_id, str) or request_id else rx.fragment(),
        rx.el.div(*actions, class_name="mt-6 flex flex-wrap justify-center gap-2") if actions else rx.fragment(),
        role="alert" if not heading else "group",
        class_name="flex flex-col items-center px-6 py-14 text-center",
    )


def _request(request_id: Text) -> rx.Component:
    return rx.el.p(
        "Request ",
        rx.el.code(request_id, class_name="rounded bg-muted px-1.5 py-0.5"),
        copy_button(request_id, label="Copy request id"),
        class_name="mt-3 flex items-center gap-1.5 text-xs text-muted-foreground",
    )
