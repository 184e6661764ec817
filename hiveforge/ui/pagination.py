"""Previous and next, as links: `?page=2`."""

from typing import Any

import reflex as rx

from .button import button_class
from .query import PAGE_SIZE, query_link


def pagination(page: Any, total: Any, *, noun: str, page_size: int = PAGE_SIZE) -> rx.Component:
    """`page` and `total` are vars of the state; `noun` is plural: "members". Hidden while everything fits one page."""
    first = (page - 1) * page_size + 1
    last = rx.cond(page * page_size < total, page * page_size, total)
    return rx.el.nav(
        rx.el.p(
            rx.cond(total > 0, rx.fragment(first, "–", last, " of ", total, f" {noun}"), f"No {noun}"),
            class_name="tabular text-muted-foreground",
            aria_live="polite",
        ),
        rx.cond(
            total > page_size,
            rx.el.div(
                _step("Previous", page - 1, disabled=page <= 1),
                _step("Next", page + 1, disabled=page * page_size >= total),
                class_name="flex gap-2",
            ),
        ),
        aria_label="Pages",
        class_name="flex min-h-13 flex-wrap items-center justify-between gap-3 border-t px-5 py-2.5 text-[0.8125rem]",
    )


def _step(text: str, page: Any, *, disabled: Any) -> rx.Component:
    return query_link(
        rx.icon("chevron-left", size=14, aria_hidden="true") if text == "Previous" else rx.fragment(),
        text,
        rx.icon("chevron-right", size=14, aria_hidden="true") if text == "Next" else rx.fragment(),
        changes={"page": rx.cond(page > 1, page.to_string(), "")},
        disabled=disabled,
        class_name=button_class("secondary", "sm", "aria-disabled:pointer-events-none aria-disabled:opacity-50"),
    )
