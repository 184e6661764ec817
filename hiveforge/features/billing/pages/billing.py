"""What an organization has, uses and pays."""

import reflex as rx

from hiveforge.features.billing import service
from hiveforge.features.billing.components.canceling import cancel_dialog
from hiveforge.features.billing.components.choosing import choose_dialog
from hiveforge.features.billing.components.credits import credits_card
from hiveforge.features.billing.components.invoices import invoices_card
from hiveforge.features.billing.components.plan import plan_card
from hiveforge.features.billing.components.usage import usage_card
from hiveforge.features.billing.state import BillingPage, ChoosingState
from hiveforge.ui.leave import leave
from hiveforge.ui.live import on_news
from hiveforge.ui.navigation import Nav
from hiveforge.ui.page import page
from hiveforge.ui.page_header import page_header


@page(
    "/o/[slug]/billing",
    title="Billing",
    requires=service.overview,
    on_load=BillingPage.load,
    nav=Nav("Billing", "credit-card", order=60),
)
def billing() -> rx.Component:
    return rx.fragment(
        page_header("Billing", "Your plan, what you use of it, and what it costs."),
        plan_card(),
        usage_card(),
        credits_card(),
        invoices_card(),
        choose_dialog(),
        cancel_dialog(),
        leave(BillingPage.departure),
        leave(ChoosingState.departure),
        on_news(["billing", "usage", "members", "invitations", "files"], BillingPage.load),
    )
