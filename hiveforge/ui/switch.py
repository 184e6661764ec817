"""An on/off setting that takes effect at once: a native checkbox with the switch role."""

from typing import Any

import reflex as rx

from .base import Text


def switch(label: Text, name: str, *, description: Text = "", **props: Any) -> rx.Component:
    """`checked=State.on, on_change=State.turn` for a setting; only `name` inside a form."""
    return rx.el.label(
        rx.el.span(
            rx.el.span(label, class_name="block text-[0.8125rem] font-medium"),
            rx.el.span(description, class_name="block text-xs text-muted-foreground empty:hidden"),
        ),
        rx.el.input(type="checkbox", role="switch", name=name, class_name="switch", **props),
        class_name="flex min-h-6 cursor-pointer items-center justify-between gap-6 has-[:disabled]:cursor-not-allowed",
    )
