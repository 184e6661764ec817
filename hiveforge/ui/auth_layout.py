"""The frame of sign-in, sign-up and everything else before the app: one card in the middle."""

import reflex as rx

from .base import Node, Text
from .link import nav_link
from .logo import logo


def auth_layout(
    *content: Node, title: Text, description: Node = "", footer: Node | None = None, below: Node | None = None
) -> rx.Component:
    """`title` is the page's `h1`. `footer` is one line under the card ("New here? Create an account"), `below` more."""
    return rx.el.main(
        rx.el.div(aria_hidden="true", class_name="hex-grid pointer-events-none absolute inset-0 -z-10"),
        rx.el.div(
            nav_link(
                logo(28), "HiveForge", to="/",
                class_name="mx-auto flex w-fit items-center gap-2.5 rounded-md px-1 text-lg font-semibold tracking-tight",
            ),
            rx.el.div(
                rx.el.h1(title, tab_index=-1, class_name="text-xl font-semibold tracking-tight outline-none"),
                rx.el.div(description, class_name="mt-1 mb-6 text-pretty text-muted-foreground empty:mb-4"),
                *content,
                class_name="mt-7 rounded-2xl border bg-surface p-6 shadow-pop sm:p-8",
            ),
            rx.el.p(footer, class_name="mt-6 text-center text-[0.8125rem] text-muted-foreground")
            if footer is not None
            else rx.fragment(),
            below if below is not None else rx.fragment(),
            class_name="w-full max-w-[25rem]",
        ),
        id="main",
        class_name=(
            "relative isolate flex min-h-dvh items-center justify-center overflow-hidden bg-canvas px-4 py-12 max-sm:items-start"
        ),
    )  # fmt: skip


def divider(text: str = "or") -> rx.Component:
    """Between two ways to do the same."""
    return rx.el.div(
        rx.el.span(class_name="h-px flex-1 bg-border"),
        text,
        rx.el.span(class_name="h-px flex-1 bg-border"),
        class_name="my-5 flex items-center gap-3 text-xs text-muted-foreground",
    )
