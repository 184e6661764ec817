"""All organizations, to be searched."""

import reflex as rx

from hiveforge.features import billing
from hiveforge.features.admin.components.organizations import organizations_card
from hiveforge.features.admin.state import OrganizationsState
from hiveforge.ui.navigation import Nav
from hiveforge.ui.page import page
from hiveforge.ui.page_header import page_header


@page(
    "/admin/organizations",
    title="Organizations",
    requires=billing.list_organizations,
    on_load=OrganizationsState.load,
    nav=Nav("Organizations", "building-2", group="Customers", order=12),
)
def organizations() -> rx.Component:
    return rx.fragment(
        page_header("Organizations", "Everybody's, with their plans."),
        organizations_card(),
    )
