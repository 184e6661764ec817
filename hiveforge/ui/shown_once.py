"""A secret that was just made: shown until somebody says that they have it, and never again."""

from typing import Any

import reflex as rx

from .base import Text
from .button import button
from .card import card, card_header
from .copy_button import copy_button


def shown_once(secret: Text, *, title: Text, warning: str, noun: str, on_saved: Any) -> rx.Component:
    """Nothing while `secret` is empty. `noun` is what it is called: "link"."""
    return rx.cond(
        secret,
        card(
            card_header(title, f"Copy it now: it is not shown again. {warning}"),
            rx.el.div(
                rx.el.code(
                    secret,
                    class_name=(
                        "min-w-0 flex-1 rounded-md bg-muted px-3 py-2 font-mono text-xs break-all max-sm:flex-none max-sm:basis-full"
                    ),
                ),
                copy_button(secret, label=f"Copy the {noun}", shows="Copy"),
                button("I saved it", variant="ghost", size="sm", on_click=on_saved),
                class_name="flex flex-wrap items-center gap-2 px-5 pb-5",
            ),
            role="status",
        ),
    )
