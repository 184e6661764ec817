"""One organization, and the plan that is arranged for it."""

import reflex as rx

from hiveforge.features import billing
from hiveforge.features.admin.components.organization import about_card, arrangement_card, organization_header
from hiveforge.features.admin.state import OrganizationState
from hiveforge.ui.page import page


@page(
    "/admin/organizations/[tenant]",
    title="Organization",
    requires=billing.get_organization,
    on_load=OrganizationState.load,
)
def organization() -> rx.Component:
    return rx.fragment(organization_header(), about_card(), arrangement_card())
