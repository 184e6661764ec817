"""Where people come back to from the payment provider."""

import reflex as rx

from hiveforge.features.billing import service
from hiveforge.features.billing.components.returning import returned
from hiveforge.features.billing.state import ReturnState
from hiveforge.ui.live import on_news
from hiveforge.ui.page import page


@page("/o/[slug]/billing/checkout", title="Checkout", requires=service.checkout_status, on_load=ReturnState.load)
def checkout() -> rx.Component:
    return rx.fragment(returned(), on_news("billing", ReturnState.hear))
