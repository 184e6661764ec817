"""A native checkbox in our look: submits "on" under `name=`, works without JavaScript."""

from typing import Any

import reflex as rx

from .base import Node, Text


def checkbox(label: Node, name: str, *, description: Text = "", hide_label: bool = False, **props: Any) -> rx.Component:
    """The whole line is the target. Pass `checked` with `on_change` to control it from a state."""
    box = rx.el.input(
        type="checkbox", name=name, class_name="checkbox", **({"aria_label": label} if hide_label else {}), **props
    )
    if hide_label:
        return rx.el.span(box, class_name="inline-flex size-6 items-center justify-center")
    return rx.el.label(
        box,
        rx.el.span(
            rx.el.span(label, class_name="block"),
            rx.el.span(description, class_name="block text-xs text-muted-foreground empty:hidden"),
        ),
        class_name="flex min-h-6 cursor-pointer items-start gap-2.5 text-[0.8125rem] has-[:disabled]:cursor-not-allowed",
    )
