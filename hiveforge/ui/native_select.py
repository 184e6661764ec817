"""The browser's own select: works without JavaScript and opens the phone's own picker."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from .base import Text
from .field import INPUT


def native_select(
    options: Mapping[str, Text] | rx.Var[Any], label: str = "", *, class_name: str = "", **props: Any
) -> rx.Component:
    """`options` maps value to text (a var: rows with `value` and `label`).

    In a field: `field("Role", "role", control=partial(native_select, ROLES))`. Alone it needs `label`.
    """
    if isinstance(options, rx.Var):
        shown: list[Any] = [rx.foreach(options, lambda row: rx.el.option(row.label, value=row.value))]
    else:
        shown = [rx.el.option(text, value=value) for value, text in options.items()]
    return rx.el.div(
        rx.el.select(
            *shown, class_name=f"{INPUT} appearance-none pr-8", **({"aria_label": label} if label else {}), **props
        ),
        rx.icon(
            "chevrons-up-down", size=14, aria_hidden="true",
            class_name="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-muted-foreground",
        ),
        class_name=f"relative {class_name}".rstrip(),
    )  # fmt: skip
