"""Nothing here yet: an active title, one line why, one button. "Nothing matches" is a different message."""

import reflex as rx

from .base import Node, Text


def empty_state(title: Text, text: Node, icon: str, action: Node | None = None) -> rx.Component:
    """`icon` is a lucide name. The title says what to do: "Invite your first colleague"."""
    return rx.el.div(
        rx.el.span(
            rx.icon(icon, size=20, aria_hidden="true"),
            class_name=(
                "flex size-11 items-center justify-center rounded-xl border bg-surface text-muted-foreground shadow-card"
            ),
        ),
        rx.el.p(title, class_name="mt-4 font-medium"),
        rx.el.p(text, class_name="mt-1 max-w-sm text-[0.8125rem] text-balance text-muted-foreground"),
        rx.el.div(action, class_name="mt-5") if action is not None else rx.fragment(),
        class_name="flex flex-col items-center px-6 py-14 text-center",
    )
