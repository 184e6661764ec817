"""A grey stand-in in the shape of what is coming."""

import reflex as rx


def skeleton(class_name: str = "h-4 w-full") -> rx.Component:
    """Silent for screen readers: the region around it says `aria-busy`."""
    return rx.el.span(class_name=f"skeleton block rounded-md bg-muted {class_name}", aria_hidden="true")


def skeleton_rows(rows: int = 5) -> rx.Component:
    """A list that is still loading."""
    return rx.el.div(
        *[
            rx.el.div(
                skeleton("size-7 rounded-full"), skeleton("h-4 w-40"), skeleton("ml-auto h-4 w-20"),
                class_name="flex items-center gap-3 py-3",
            )
            for _ in range(rows)
        ],
        class_name="grid divide-y",
    )  # fmt: skip
