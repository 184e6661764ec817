"""What API keys used, and how much each may use."""

from typing import Any

import reflex as rx

from hiveforge.features.usage import service
from hiveforge.features.usage.state import UsagePage
from hiveforge.ui.allowed import allowed
from hiveforge.ui.badge import badge
from hiveforge.ui.card import card, card_header
from hiveforge.ui.data_table import Column, data_table

from .budgets import budget, budget_actions, budget_dialog
from .shares import amount, share

_FORM = "key-budget"


def keys_card() -> rx.Component:
    """Nothing where there are no keys and never were any that used something."""
    return rx.cond(
        UsagePage.by_key,
        card(
            card_header("By API key", "What a key uses counts for the member it acts for, too."),
            data_table(
                "By API key",
                UsagePage.keys,
                [
                    Column("API key", _name),
                    Column("Credits", lambda row: amount(row.credits), align_right=True),
                    Column("Share", lambda row: share(row.percent, f"Share of {row.name}"), hide_below="sm"),
                    Column("Budget", budget, align_right=True),
                ],
                row_key=lambda row: row.id,
                loading=UsagePage.loading,
                empty="",
                actions=_actions,
            ),
            rx.cond(
                allowed(service.set_key_budget),
                budget_dialog(
                    _FORM,
                    UsagePage.set_key_budget,
                    "What is used already counts. With 0, AI features stop for this API key.",
                ),
            ),
        ),
    )


def _name(row: Any) -> rx.Component:
    return rx.el.div(
        rx.el.span(
            row.name,
            title=row.name,
            class_name=rx.cond(row.here, "truncate font-medium", "truncate text-muted-foreground"),
        ),
        rx.cond(row.here, rx.fragment(), badge("Works no more")),
        class_name="flex max-w-72 min-w-0 items-center gap-3 max-sm:max-w-36",
    )


def _actions(row: Any) -> Any:
    return rx.cond(
        allowed(service.set_key_budget) & row.here,
        budget_actions(row, _FORM, UsagePage.edit_key, UsagePage.clear_key_budget),
    )
