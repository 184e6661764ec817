"""Above every page of an organization: a payment is missing, the plan or its trial ends, AI credits run out."""

from typing import Any

import reflex as rx

from hiveforge.features.billing import service
from hiveforge.features.billing.state import BannerState
from hiveforge.ui.allowed import allowed
from hiveforge.ui.banner import banner
from hiveforge.ui.button import button_class
from hiveforge.ui.link import nav_link
from hiveforge.ui.live import on_news
from hiveforge.ui.page import banner_for
from hiveforge.ui.relative_time import day
from hiveforge.ui.session import Session


@banner_for("/o/[slug]")
def billing_banner() -> rx.Component:
    ends = day(BannerState.at)
    return rx.fragment(
        rx.el.div(on_mount=BannerState.load, hidden=True),
        on_news(["billing", "usage"], BannerState.load),
        rx.match(
            BannerState.kind,
            ("past_due", _line("danger", "Pay now", "A payment has failed. Your paid plan ends on ", ends, ".")),
            ("suspended", _line("danger", "Pay now", "Your paid plan has stopped because a payment is missing.")),
            ("canceling", _line("info", "See billing", "Your paid plan ends on ", ends, ". Nothing will be deleted.")),
            ("arrangement_ending", _line("info", "See billing", "Your arranged plan ends on ", ends, ".")),
            ("trial_ending", _line("info", "See billing", "Your trial ends on ", ends, ".")),
            ("credits_low", _credits("info", ends)),
            ("credits_gone", _credits("warning", ends)),
            rx.fragment(),
        ),
    )


def _credits(tone: Any, anew: Any) -> rx.Component:
    return _line(tone, "See billing", BannerState.used, " included AI credits are used. They start anew on ", anew, ".")


def _line(tone: Any, label: str, *words: Any) -> rx.Component:
    return banner(
        rx.fragment(*words),  # pyright: ignore[reportArgumentType]
        rx.cond(
            allowed(service.open_portal),
            nav_link(
                label,
                to=rx.Var.create("/o/") + Session.organization + "/billing",
                class_name=button_class("secondary", "sm"),
            ),
            rx.el.span("An owner or admin can change that."),
        ),
        tone=tone,
    )
