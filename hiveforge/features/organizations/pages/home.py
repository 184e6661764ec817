"""The first page of an organization: what to do first, who is there, what happened."""

import reflex as rx

from hiveforge.features.organizations import service
from hiveforge.features.organizations.components.overview import first_steps, members_card, recent_card
from hiveforge.features.organizations.components.roles import a_role
from hiveforge.features.organizations.state import HomeState
from hiveforge.ui.allowed import allowed
from hiveforge.ui.button import button_class
from hiveforge.ui.link import nav_link
from hiveforge.ui.live import on_news
from hiveforge.ui.navigation import Nav
from hiveforge.ui.page import page
from hiveforge.ui.page_header import page_header
from hiveforge.ui.session import Session


@page(
    "/o/[slug]",
    title="Overview",
    requires=service.get,
    on_load=HomeState.load,
    nav=Nav("Overview", "house", order=10),
)
def home() -> rx.Component:
    return rx.fragment(
        page_header(
            rx.cond(HomeState.loading, "Overview", HomeState.name),
            rx.cond(HomeState.loading, "", f"You are {a_role(HomeState.role)} here."),
            rx.cond(
                allowed(service.invite),
                nav_link(
                    rx.icon("user-plus", size=15, aria_hidden="true"),
                    "Invite people",
                    to=rx.Var.create("/o/") + Session.organization + "/members#invite",
                    class_name=button_class("primary"),
                ),
            ),
        ),
        first_steps(),
        rx.el.div(members_card(), recent_card(), class_name="grid items-start gap-6 lg:grid-cols-2"),
        on_news(["members", "invitations", "organization"], HomeState.load),
        on_news("presence", HomeState.see),
    )
