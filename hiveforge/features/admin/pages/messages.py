"""What Stripe has told us, and what became of it."""

import reflex as rx

from hiveforge.features import billing
from hiveforge.features.admin.components.messages import messages_card
from hiveforge.features.admin.state import EventsState
from hiveforge.ui.navigation import Nav
from hiveforge.ui.page import page
from hiveforge.ui.page_header import page_header


@page(
    "/admin/events",
    title="Stripe messages",
    requires=billing.list_events,
    on_load=EventsState.load,
    nav=Nav("Stripe messages", "webhook", group="Billing", order=30),
)
def messages() -> rx.Component:
    return rx.fragment(
        page_header("Stripe messages", "What Stripe told us, kept as it came, and what became of it."),
        messages_card(),
    )
