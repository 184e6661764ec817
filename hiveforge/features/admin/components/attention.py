"""The overview's list of what waits for a person."""

from typing import Any

import reflex as rx

from hiveforge.features import billing
from hiveforge.features.admin.state import AttentionState
from hiveforge.ui.button import button_class
from hiveforge.ui.card import card, card_footer, card_header
from hiveforge.ui.empty_state import empty_state
from hiveforge.ui.link import nav_link
from hiveforge.ui.skeleton import skeleton_rows

from .comparison import last_comparison
from .frame import DIFFERENCES, MESSAGES, ORGANIZATIONS, REQUESTS

_ARRANGED = f"?plan={billing.ARRANGED_PLAN.key}"


def attention_card() -> rx.Component:
    """Each line leads to the page where it can be settled."""
    at = AttentionState
    return card(
        card_header("Needs attention", "What HiveForge cannot settle by itself."),
        rx.cond(
            at.loading,
            rx.el.div(skeleton_rows(3), class_name="border-t px-5"),
            rx.cond(
                (at.requests + at.ending + at.unsettled + at.stuck) > 0,
                rx.el.ul(
                    _line(at.requests, "request", "that nobody has answered", REQUESTS),
                    _line(at.ending, "arranged plan", "ending within 30 days", ORGANIZATIONS + _ARRANGED),
                    _line(at.standing, "difference", "between Stripe and HiveForge", DIFFERENCES),
                    _line(at.refused, "report", "of AI credits that Stripe refused", DIFFERENCES),
                    _line(at.failed, "message", "from Stripe that could not be handled", f"{MESSAGES}?status=failed"),
                    _line(at.parked, "message", "from Stripe about nobody we know", f"{MESSAGES}?status=parked"),
                    class_name="divide-y border-t",
                ),
                rx.el.div(
                    empty_state(
                        "Nothing waits for you",
                        "Every request is answered, no difference stands, Stripe takes every report, and every message was handled.",
                        "check",
                    ),
                    class_name="border-t",
                ),
            ),
        ),
        card_footer(rx.el.p(last_comparison())),
        aria_busy=at.loading,
    )


def _line(number: Any, noun: str, what: str, href: str) -> rx.Component:
    return rx.cond(
        number > 0,
        rx.el.li(
            rx.el.p(
                rx.el.span(number, class_name="tabular font-semibold"),
                rx.cond(number == 1, f" {noun} {what}", f" {noun}s {what}"),
                class_name="min-w-0 flex-1",
            ),
            nav_link(
                "Show",
                rx.el.span(f" {noun}s {what}", class_name="sr-only"),
                to=href,
                class_name=button_class("secondary", "sm"),
            ),
            class_name="flex items-center gap-3 px-5 py-3 text-[0.8125rem]",
        ),
    )
