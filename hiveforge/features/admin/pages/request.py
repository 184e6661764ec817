"""One request of a visitor."""

import reflex as rx

from hiveforge.features import contact
from hiveforge.features.admin.components.requests import request_card, request_header
from hiveforge.features.admin.state import RequestsState
from hiveforge.ui.page import page


@page("/admin/requests/[request]", title="Contact request", requires=contact.get_request, on_load=RequestsState.open)
def request() -> rx.Component:
    return rx.fragment(request_header(), request_card())
