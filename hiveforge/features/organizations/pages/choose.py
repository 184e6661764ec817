"""Where somebody works, what waits for them, and what they can bring back."""

import reflex as rx

from hiveforge.features.organizations import service
from hiveforge.features.organizations.components.choice import deleted_card, mine_card, waiting_card
from hiveforge.features.organizations.state import ChoiceState
from hiveforge.ui.button import button_class
from hiveforge.ui.link import nav_link
from hiveforge.ui.live import on_news
from hiveforge.ui.page import page
from hiveforge.ui.page_header import page_header


@page("/organizations", title="Organizations", requires=service.list_mine, on_load=ChoiceState.load)
def choose() -> rx.Component:
    return rx.fragment(
        page_header(
            "Organizations",
            "Where you work with others.",
            nav_link("Create organization", to="/organizations/new", class_name=button_class("primary")),
        ),
        waiting_card(),
        mine_card(),
        deleted_card(),
        on_news("organizations", ChoiceState.load),
    )
