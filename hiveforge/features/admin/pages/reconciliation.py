"""Where Stripe and we differ, and what can be done about it."""

import reflex as rx

from hiveforge.features import billing
from hiveforge.features.admin.components.differences import compare_button, differences_card
from hiveforge.features.admin.components.refusals import refusals_card
from hiveforge.features.admin.state import ReconciliationState, RefusalsState
from hiveforge.ui.navigation import Nav
from hiveforge.ui.page import page
from hiveforge.ui.page_header import page_header


@page(
    "/admin/billing",
    title="Reconciliation",
    requires=billing.list_differences,
    on_load=[ReconciliationState.load, RefusalsState.load],
    nav=Nav("Reconciliation", "scale", group="Billing", order=20),
)
def reconciliation() -> rx.Component:
    return rx.fragment(
        page_header("Reconciliation", "Where Stripe and HiveForge say different things.", compare_button()),
        differences_card(),
        refusals_card(),
    )
