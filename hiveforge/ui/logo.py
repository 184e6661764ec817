"""The hexagon."""

import reflex as rx


def logo(size: int = 24) -> rx.Component:
    """Decorative: the name stands next to it. Colours are classes, because `fill=` would become an inline style."""
    return rx.el.svg(
        rx.el.path(d="M12 1.5 21 6.75v10.5L12 22.5 3 17.25V6.75z", class_name="fill-brand"),
        rx.el.path(d="M12 6.6 16.7 9.3v5.4L12 17.4l-4.7-2.7V9.3z", class_name="fill-brand-ink"),
        view_box="0 0 24 24", width=size, height=size, aria_hidden="true", class_name="shrink-0",
    )  # fmt: skip
