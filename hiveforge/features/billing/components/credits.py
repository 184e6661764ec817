"""AI credits beyond the plan: packs, and what happens when everything is used up."""

from functools import partial

import reflex as rx

from hiveforge.features import usage
from hiveforge.features.billing import service
from hiveforge.features.billing.state import BillingPage
from hiveforge.ui.allowed import allowed
from hiveforge.ui.button import button
from hiveforge.ui.card import card, card_body, card_footer, card_header
from hiveforge.ui.event_form import event_form
from hiveforge.ui.field import field
from hiveforge.ui.native_select import native_select

_FORM = "overage"
_MODES = {"block": "AI features pause", "metered": "Go on, within a budget"}


def credits_card() -> rx.Component:
    """Not beside an arranged plan, to which nothing is bought; unless credits are left from before."""
    return rx.cond(~BillingPage.plan.arranged | (BillingPage.overage.packs > 0), _card())  # pyright: ignore[reportOperatorIssue]


def _card() -> rx.Component:
    beyond, arranged = BillingPage.overage, BillingPage.plan.arranged
    return card(
        card_header(
            "More AI credits",
            rx.cond(
                beyond.packs > 0,
                f"{beyond.packs} bought credits left. They are used after the plan's and do not expire.",
                "Bought credits are used after the plan's and do not expire.",
            ),
        ),
        card_body(
            rx.cond(
                beyond.allowed,
                rx.cond(allowed(usage.choose_overage), _choice(), _chosen()),
                rx.el.p(
                    rx.cond(
                        arranged,
                        "When the plan's credits are used up, AI features pause until they start anew. Talk to us if you need more.",
                        "When the plan's credits are used up, AI features pause until they start anew or you buy more.",
                    ),
                    class_name="text-[0.8125rem] text-muted-foreground",
                ),
            )
        ),
        rx.cond(
            allowed(service.buy_pack) & ~arranged,  # pyright: ignore[reportOperatorIssue]
            card_footer(
                rx.el.span(beyond.pack),
                button("Buy credits", variant="secondary", size="sm", on_click=BillingPage.buy_pack),
            ),
        ),
    )


def _choice() -> rx.Component:
    beyond = BillingPage.overage
    return event_form(
        rx.el.div(
            field(
                "When everything is used up", "mode", form_id=_FORM, control=partial(native_select, _MODES),
                default_value=beyond.mode, error=BillingPage.errors["mode"],
            ),
            field(
                "Budget in credits", "budget", form_id=_FORM, input_type="number", min=0, step=1,
                default_value=f"{beyond.budget}",
                description=f"For each month, at {beyond.price} a credit. {beyond.used} used in this one.",
                error=BillingPage.errors["budget"],
            ),
            key=f"{beyond.mode}/{beyond.budget}",
            class_name="grid items-start gap-4 sm:grid-cols-2",
        ),
        rx.el.div(button("Save", type="submit", variant="secondary")),
        form_id=_FORM, on_submit=BillingPage.choose_overage, errors=BillingPage.errors,
    )  # fmt: skip


def _chosen() -> rx.Component:
    beyond = BillingPage.overage
    return rx.el.p(
        rx.cond(
            beyond.mode == "metered",
            f"When everything is used up, AI features go on for up to {beyond.budget} credits a month, at {beyond.price} each.",
            "When everything is used up, AI features pause.",
        ),
        class_name="text-[0.8125rem] text-muted-foreground",
    )
