"""What is used of the plan, with how much is left and when it starts anew."""

from typing import Any

import reflex as rx

from hiveforge.features.billing.state import BillingPage
from hiveforge.ui.card import card, card_body, card_header
from hiveforge.ui.relative_time import day
from hiveforge.ui.skeleton import skeleton


def usage_card() -> rx.Component:
    return card(
        card_header("Usage", "What this organization uses of its plan."),
        card_body(
            rx.cond(
                BillingPage.loading,
                rx.el.div(skeleton("h-10"), skeleton("h-10"), class_name="grid gap-5"),
                rx.el.ul(rx.foreach(BillingPage.used, _line), class_name="grid gap-5"),
            )
        ),
        aria_busy=BillingPage.loading,
    )


def _line(line: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.span(line.name, class_name="font-medium"),
            rx.el.span(line.words, class_name="tabular text-muted-foreground"),
            class_name="flex items-baseline justify-between gap-4 text-[0.8125rem]",
        ),
        rx.el.progress(
            value=line.percent,
            max="100",
            aria_label=line.name,
            data_full=rx.cond(line.full, "true", "false"),
            class_name="usage-bar mt-1.5",
        ),
        rx.el.p(
            line.note,
            rx.cond(line.resets_at != "", rx.fragment(" Starts anew on ", day(line.resets_at), ".")),
            class_name="mt-1 text-xs text-muted-foreground",
        ),
        key=line.name,
    )
