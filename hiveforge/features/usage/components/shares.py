"""What was used by which model, and for which feature."""

from typing import Any

import reflex as rx

from hiveforge.features.usage.state import UsagePage
from hiveforge.ui.base import Text
from hiveforge.ui.card import card, card_header
from hiveforge.ui.data_table import Column, data_table


def shares() -> rx.Component:
    """Nothing while there is nothing to share out."""
    return rx.cond(
        UsagePage.used,
        rx.el.div(
            _card("By model", "Which models did the work.", "Model", UsagePage.models),
            _card("By feature", "What the credits were used for.", "Feature", UsagePage.features),
            class_name="grid grid-cols-1 items-start gap-6 lg:grid-cols-2",
        ),
    )


def share(percent: Any, name: Text) -> rx.Component:
    """A part of everything that was used."""
    return rx.el.div(
        rx.el.progress(value=percent, max="100", aria_label=name, class_name="usage-bar max-w-24 max-sm:hidden"),
        rx.el.span(percent, "\u00a0%", class_name="tabular w-10 shrink-0 text-right"),
        class_name="flex items-center gap-3",
    )


def amount(text: Any) -> rx.Component:
    return rx.el.span(text, class_name="tabular")


def _card(title: str, description: str, column: str, rows: Any) -> rx.Component:
    return card(
        card_header(title, description),
        data_table(
            title,
            rows,
            [
                Column(column, lambda row: rx.el.span(row.name, class_name="font-medium break-words")),
                Column("Acts", lambda row: amount(row.acts), align_right=True, hide_below="sm"),
                Column("Credits", lambda row: amount(row.credits), align_right=True),
                Column("Share", lambda row: share(row.percent, f"Share of {row.name}")),
            ],
            row_key=lambda row: row.key,
            loading=UsagePage.loading,
            empty="",
        ),
    )
