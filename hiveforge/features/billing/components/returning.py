"""What people see who come back from the payment provider."""

from typing import Any

import reflex as rx

from hiveforge.features import organizations, plans
from hiveforge.features.billing.state import ReturnState
from hiveforge.ui.allowed import allowed
from hiveforge.ui.button import button_class
from hiveforge.ui.card import card
from hiveforge.ui.link import nav_link
from hiveforge.ui.page_header import page_header
from hiveforge.ui.refresh import refresh_every
from hiveforge.ui.session import Session

SECONDS_BETWEEN_LOOKS = 4


def returned() -> rx.Component:
    return rx.match(
        ReturnState.outcome,
        (
            "done",
            _result(
                "Thank you",
                _icon("circle-check", "text-success"),
                rx.cond(
                    ReturnState.pack,
                    f"{plans.PACKS['credits']:,} AI credits were added. They stay until they are used.",
                    rx.fragment("This organization is on ", ReturnState.plan, " now."),
                ),
                _ways(
                    rx.cond(allowed(organizations.invite) & ~ReturnState.pack, _way("Invite people", "/members#invite"))
                ),
            ),
        ),
        (
            "failed",
            _result(
                "Nothing was paid",
                _icon("circle-x", "text-muted-foreground"),
                "The checkout has ended without a payment. You can start again.",
                _ways(),
            ),
        ),
        rx.fragment(
            _result(
                "Waiting for the payment",
                _icon("loader-circle", "animate-spin motion-reduce:animate-none"),
                _patience(),
            ),
            refresh_every(SECONDS_BETWEEN_LOOKS, ReturnState.look),
        ),
    )  # pyright: ignore[reportReturnType]


def _patience() -> Any:
    return rx.cond(
        ReturnState.slow,
        "The payment provider takes longer than usual. You can close this page: what was paid is not lost, and your plan "
        "changes by itself as soon as the payment is confirmed.",
        "The payment provider tells us in a moment. This page changes by itself.",
    )


def _result(title: str, icon: rx.Component, text: Any, action: rx.Component | None = None) -> rx.Component:
    return rx.fragment(
        page_header(title),
        card(
            rx.el.div(
                rx.el.div(
                    icon,
                    rx.el.p(text, class_name="min-w-0 max-w-prose"),
                    class_name="flex min-w-64 flex-1 items-center gap-4",
                ),
                action or rx.fragment(),
                role="status",
                class_name="flex flex-wrap items-center justify-between gap-4 p-5",
            ),
        ),
    )


def _icon(name: str, look: str) -> rx.Component:
    return rx.icon(name, size=28, aria_hidden="true", class_name=f"shrink-0 {look}")


def _ways(*more: rx.Component) -> rx.Component:
    return rx.el.div(*more, _way("See billing", "/billing"), class_name="flex flex-wrap gap-2")


def _way(text: str, path: str) -> rx.Component:
    return nav_link(text, to=rx.Var.create("/o/") + Session.organization + path, class_name=button_class("secondary"))
