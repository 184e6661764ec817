"""Founding an organization."""

import reflex as rx

from hiveforge.features.organizations import service
from hiveforge.features.organizations.components.details import name_field, slug_field
from hiveforge.features.organizations.components.in_browser import SuggestSlug
from hiveforge.features.organizations.state import CreateState
from hiveforge.ui.button import button, button_class
from hiveforge.ui.card import card
from hiveforge.ui.event_form import event_form
from hiveforge.ui.link import nav_link
from hiveforge.ui.page import page
from hiveforge.ui.page_header import page_header

_FORM = "create-organization"


@page("/organizations/new", title="Create an organization", requires=service.create)
def create() -> rx.Component:
    return rx.fragment(
        page_header("Create an organization", "You own it, and invite whoever you work with."),
        card(
            event_form(
                name_field(_FORM, error=CreateState.errors["name"], placeholder="Acme"),
                slug_field(_FORM, error=CreateState.errors["slug"], placeholder="acme"),
                SuggestSlug.create(source=f"{_FORM}-name", target=f"{_FORM}-slug"),
                rx.el.div(
                    button("Create organization", type="submit"),
                    nav_link("Cancel", to="/organizations", class_name=button_class("ghost")),
                    class_name="flex flex-wrap gap-2",
                ),
                form_id=_FORM,
                on_submit=CreateState.create,
                errors=CreateState.errors,
                class_name="max-w-md p-5",
            )
        ),
    )
