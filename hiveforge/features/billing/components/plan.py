"""The plan that counts: what it costs, what is charged next and with which card, and the ways to change it."""

from typing import Any

import reflex as rx

from hiveforge.features.billing import service
from hiveforge.features.billing.rules import STATUSES
from hiveforge.features.billing.schemas import PortalFlow
from hiveforge.features.billing.state import BillingPage
from hiveforge.ui.allowed import allowed
from hiveforge.ui.badge import badge, match_badge
from hiveforge.ui.base import Node
from hiveforge.ui.button import button, button_class
from hiveforge.ui.card import card, card_body, card_footer, card_header
from hiveforge.ui.dialog import open_dialog
from hiveforge.ui.link import native_link
from hiveforge.ui.relative_time import day
from hiveforge.ui.skeleton import skeleton

from .canceling import CANCEL
from .choosing import CHOOSE, SOLD


def plan_card() -> rx.Component:
    plan = BillingPage.plan
    return card(
        card_header(
            rx.cond(plan.name != "", rx.fragment(plan.name, _kind(plan)), "Plan"),  # pyright: ignore[reportArgumentType]
            plan.seats,
            rx.cond(plan.arranged, badge("Active", "success"), match_badge(plan.status, STATUSES)),  # pyright: ignore[reportArgumentType]
        ),
        card_body(rx.cond(BillingPage.loading, skeleton("h-20 max-w-md"), _facts(plan))),
        rx.cond(
            allowed(service.change_plan),
            card_footer(_note(plan), rx.el.div(_actions(plan), class_name="flex flex-wrap gap-2")),
            rx.cond(
                plan.arranged,
                card_footer(rx.el.span("Owners and admins can ask to change what was arranged.")),
                card_footer(rx.el.span("Owners and admins can change the plan and its payments.")),
            ),
        ),
        aria_busy=BillingPage.loading,
    )


def _facts(plan: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dl(
            _fact(
                "Price",
                rx.cond(plan.price != "", plan.price, rx.cond(plan.arranged, "By arrangement", "Free of charge")),
            ),
            rx.cond(
                plan.arranged,
                rx.fragment(
                    _fact("Seats", plan.room),
                    _fact("Runs until", rx.cond(plan.last_day != "", plan.last_day, "Open-ended")),
                ),
            ),
            _when(plan.trial_end, "Trial ends"),
            _when(plan.cancel_at, "Plan ends"),
            _when(plan.access_until, "Access ends unless paid"),
            rx.cond(
                plan.next_amount != "",
                _fact("Next charge", rx.fragment(plan.next_amount, " on ", day(plan.next_at))),
            ),
            rx.cond(plan.card != "", _fact("Payment method", plan.card)),
            class_name="grid grid-cols-[auto_minmax(0,1fr)] content-start gap-x-8 gap-y-2 text-sm",
        ),
        rx.el.div(
            rx.el.p("Included", class_name="text-[0.8125rem] font-medium"),
            rx.el.ul(
                rx.foreach(BillingPage.included, _included),
                class_name="mt-2 grid gap-1.5 text-[0.8125rem] text-muted-foreground",
            ),
        ),
        class_name="grid gap-6 sm:grid-cols-2",
    )


def _kind(plan: Any) -> Any:
    return rx.cond(plan.arranged, ", by arrangement", " plan")


def _actions(plan: Any) -> rx.Component:
    return rx.fragment(
        rx.cond(plan.known, _portal_button()),
        rx.match(
            plan.status,
            ("canceling", button("Keep the plan", on_click=BillingPage.resume)),
            ("past_due", rx.fragment(_cancel_button(), _card_button(), _pay_link(plan))),
            ("suspended", rx.fragment(_card_button(), _pay_link(plan))),
            ("trialing", rx.fragment(_cancel_button(), _choose_button("Change plan"))),
            ("active", rx.fragment(_cancel_button(), _choose_button("Change plan"))),
            ("arranged", native_link("Talk to us", href="/contact", class_name=button_class("secondary"))),
            rx.cond(BillingPage.loading, rx.fragment(), _choose_button(f"Upgrade to {SOLD.name}")),
        ),
    )


def _choose_button(text: str) -> rx.Component:
    return button(text, on_click=open_dialog(CHOOSE))


def _cancel_button() -> rx.Component:
    return button("Cancel plan…", variant="secondary", on_click=open_dialog(CANCEL))


def _portal_button() -> rx.Component:
    return button("Payment details", variant="secondary", on_click=BillingPage.open_portal(PortalFlow.HOME.value))


def _card_button() -> rx.Component:
    change = BillingPage.open_portal(PortalFlow.CARD.value)
    return button("Change payment method", variant="secondary", on_click=change)


def _pay_link(plan: Any) -> Any:
    return rx.cond(
        plan.pay_url != "",
        native_link(f"Pay {plan.owed} now", href=plan.pay_url, class_name=button_class("primary")),
    )


def _note(plan: Any) -> Node:
    contact = native_link("Talk to us", href="/contact", class_name=button_class("secondary", "sm"))
    return rx.cond(
        plan.paid,
        rx.cond(BillingPage.simulated, "Payments are simulated: no money moves.", ""),
        rx.cond(
            plan.arranged,
            rx.el.span("Arranged with you, and changed with you: nothing is charged here."),
            rx.el.span("Something bigger in mind?", contact, class_name="flex flex-wrap items-center gap-2"),
        ),
    )


def _when(moment: Any, label: str) -> rx.Component:
    return rx.cond(moment != "", _fact(label, day(moment)))


def _fact(label: str, value: Any) -> rx.Component:
    return rx.fragment(
        rx.el.dt(label, class_name="text-muted-foreground"), rx.el.dd(value, class_name="min-w-0 break-words tabular")
    )


def _included(text: Any) -> rx.Component:
    return rx.el.li(
        rx.icon("check", size=14, aria_hidden="true", class_name="mt-0.5 shrink-0 text-success"),
        rx.el.span(text),
        key=text,
        class_name="flex gap-2",
    )
