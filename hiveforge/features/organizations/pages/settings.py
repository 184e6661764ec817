"""An organization's name and address, and the ways out of it."""

import reflex as rx

from hiveforge.features.organizations import service
from hiveforge.features.organizations.components.danger import delete_card, leave_card, transfer_card
from hiveforge.features.organizations.components.details import details_card, logo_card
from hiveforge.features.organizations.state import SettingsState
from hiveforge.ui.allowed import allowed
from hiveforge.ui.live import on_news
from hiveforge.ui.navigation import Nav
from hiveforge.ui.page import page
from hiveforge.ui.page_header import page_header


@page(
    "/o/[slug]/settings",
    title="Settings",
    requires=service.get,
    on_load=SettingsState.load,
    nav=Nav("Settings", "settings", order=90),
)
def settings() -> rx.Component:
    return rx.fragment(
        page_header("Settings", "The organization itself, and your place in it."),
        details_card(),
        rx.cond(allowed(service.change_logo), logo_card()),
        rx.cond(allowed(service.transfer), transfer_card()),
        leave_card(),
        rx.cond(allowed(service.delete), delete_card()),
        rx.cond(allowed(service.update), on_news("organization", SettingsState.hear)),
    )
