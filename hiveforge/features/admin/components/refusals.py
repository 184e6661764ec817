"""The list of overage that Stripe refused; it is there only when something was refused."""

from typing import Any

import reflex as rx

from hiveforge.features.admin.state import RefusalsState
from hiveforge.ui.button import button
from hiveforge.ui.card import card, card_footer, card_header
from hiveforge.ui.copy_button import copy_button
from hiveforge.ui.data_table import Column, data_table
from hiveforge.ui.relative_time import relative_time


def refusals_card() -> rx.Component:
    state = RefusalsState
    return rx.cond(
        state.total > 0,
        card(
            card_header(
                "Refused reports of AI credits",
                "Used beyond a plan, and not billed, because Stripe does not count them. Mend the cause in Stripe's "
                "dashboard first, then try again: credits are counted once, however often they are reported.",
            ),
            data_table(
                "Refused reports of AI credits",
                state.refusals,
                [
                    Column("Report", _what),
                    Column("Stripe says", _reason, hide_below="md"),
                    Column("Refused", lambda row: relative_time(row.refused), hide_below="md"),
                ],
                row_key=lambda row: row.id,
                loading=state.loading,
                empty=rx.fragment(),
                actions=_action,
            ),
            rx.cond(state.more > 0, card_footer(rx.el.p("And ", state.more, " more."))),
            class_name="mt-6",
        ),
    )


def _what(row: Any) -> rx.Component:
    return rx.el.div(
        rx.el.p(row.organization, class_name="font-medium break-words"),
        rx.el.p(row.credits, ", used ", relative_time(row.used), class_name="text-muted-foreground"),
        rx.el.p(
            rx.el.code(row.customer, class_name="truncate"),
            copy_button(row.customer, label=f"Copy {row.customer}"),
            class_name="flex min-w-0 items-center gap-1 text-xs text-muted-foreground",
        ),
        rx.el.div(_reason(row), class_name="md:hidden"),
        class_name="min-w-0 max-w-96 py-2.5",
    )


def _reason(row: Any) -> rx.Component:
    return rx.el.p(row.reason, class_name="max-w-80 min-w-24 text-xs text-pretty break-words")


def _action(row: Any) -> rx.Component:
    return button(
        "Try again",
        rx.el.span(f" {row.credits} of {row.organization}", class_name="sr-only"),
        variant="secondary",
        size="sm",
        on_click=RefusalsState.retry(row.id),
    )
