"""The way from signing in to one's organization."""

import reflex as rx

from hiveforge.core.permissions import Access
from hiveforge.features.organizations.components.in_browser import Arrive
from hiveforge.features.organizations.state import WelcomeState
from hiveforge.ui.app_skeleton import app_skeleton
from hiveforge.ui.page import page


@page("/welcome", title="Welcome", requires=Access.SIGNED_IN)
def welcome() -> rx.Component:
    """Where everybody comes by who has just signed in; nobody stays."""
    return rx.fragment(
        rx.el.h1("Opening your organization", class_name="sr-only"),
        app_skeleton(),
        Arrive.create(on_arrive=WelcomeState.arrive),
    )
