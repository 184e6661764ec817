"""What visitors asked for."""

import reflex as rx

from hiveforge.features import contact
from hiveforge.features.admin.components.requests import requests_card
from hiveforge.features.admin.state import RequestsState
from hiveforge.ui.navigation import Nav
from hiveforge.ui.page import page
from hiveforge.ui.page_header import page_header


@page(
    "/admin/requests",
    title="Contact requests",
    requires=contact.list_requests,
    on_load=RequestsState.load,
    nav=Nav("Contact requests", "message-square", group="Customers", order=14),
)
def requests() -> rx.Component:
    return rx.fragment(
        page_header("Contact requests", "What visitors asked on the contact page."),
        requests_card(),
    )
