"""The list of members and what can be done to one of them."""

from typing import Any

import reflex as rx

from hiveforge.core.permissions import Role
from hiveforge.features.organizations import service
from hiveforge.features.organizations.state import MembersState
from hiveforge.ui.allowed import allowed
from hiveforge.ui.avatar import avatar
from hiveforge.ui.badge import badge
from hiveforge.ui.button import button_class
from hiveforge.ui.card import card
from hiveforge.ui.confirm import Confirmation, confirm
from hiveforge.ui.data_table import Column, data_table
from hiveforge.ui.empty_state import empty_state
from hiveforge.ui.link import native_link
from hiveforge.ui.menu import menu_item, menu_radio, menu_separator, row_menu
from hiveforge.ui.pagination import pagination
from hiveforge.ui.query import query_link, query_select
from hiveforge.ui.relative_time import day
from hiveforge.ui.search_input import search_input
from hiveforge.ui.session import Session

from .overview import online_dot
from .roles import ROLES, role_badge


def members_card() -> rx.Component:
    """The searchable list, with its dialogs."""
    removing, handing_over = _removing(), _handing_over()
    return card(
        rx.el.div(
            search_input("Search members"),
            query_select("role", ROLES, label="Role", everything="All roles"),
            native_link(
                rx.icon("download", size=14, aria_hidden="true"),
                "Download CSV",
                href=f"/o/{Session.organization}/members.csv?{MembersState.query}",
                download="",
                class_name=button_class("secondary", "sm", "ml-auto"),
            ),
            class_name="flex flex-wrap items-center gap-2 p-3",
        ),
        data_table(
            "Members",
            MembersState.members,
            [
                Column("Name", _name, sort="name"),
                Column("Email", lambda row: row.email, sort="email", hide_below="md"),
                Column("Role", lambda row: role_badge(row.role), sort="role"),
                Column("Joined", lambda row: day(row.joined), sort="joined", hide_below="lg"),
            ],
            row_key=lambda row: row.id,
            loading=MembersState.loading,
            empty=_nobody(),
            default_sort="name",
            actions=lambda row: _actions(row, removing, handing_over),
        ),
        pagination(MembersState.page, MembersState.total, noun="members"),
        removing.component,
        handing_over.component,
    )


def _name(row: Any) -> rx.Component:
    return rx.el.div(
        rx.el.span(
            avatar(row.initials, row.picture),
            rx.cond(row.online, online_dot()),
            class_name="relative inline-flex max-sm:hidden",
        ),
        rx.el.div(
            rx.el.p(
                rx.el.span(row.name, class_name="truncate font-medium"),
                rx.cond(row.id == Session.user_id, badge("You")),
                rx.cond(row.online, rx.el.span("online", class_name="sr-only")),
                class_name="flex min-w-0 items-center gap-2",
            ),
            rx.el.p(row.email, class_name="truncate text-xs text-muted-foreground md:hidden"),
            class_name="min-w-0",
        ),
        class_name="flex max-w-72 min-w-0 items-center gap-3 max-sm:max-w-44 max-[22.5rem]:max-w-36",
    )


def _actions(row: Any, removing: Confirmation, handing_over: Confirmation) -> Any:
    """Only owners act on owners; the service and the database say so too."""
    reachable = allowed(service.change_role) & ((row.role != Role.OWNER.value) | (Session.role == Role.OWNER.value))
    options = {role: text for role, text in ROLES.items() if role != Role.OWNER.value}
    change = MembersState.change_role(row.id)
    items = [
        rx.cond(
            Session.role == Role.OWNER.value,
            menu_radio("Role", ROLES, value=row.role, on_value_change=change),
            menu_radio("Role", options, value=row.role, on_value_change=change),
        ),
        rx.cond(
            allowed(service.transfer) & (row.id != Session.user_id),
            rx.fragment(
                menu_separator(),
                menu_item("Transfer ownership…", "crown", on_click=handing_over.ask(row.id, row.name)),
            ),
        ),
        rx.cond(
            row.id != Session.user_id,
            rx.fragment(
                menu_separator(),
                menu_item("Remove…", "user-minus", danger=True, on_click=removing.ask(row.id, row.name)),
            ),
        ),
    ]
    return rx.cond(reachable, row_menu(*items, label=f"Actions for {row.name}"))


def _nobody() -> Any:
    return rx.cond(
        MembersState.narrowed,
        empty_state(
            "Nothing matches",
            "No member has this name, address or role.",
            "search-x",
            query_link("Clear filters", changes={"q": "", "role": ""}, class_name=button_class("secondary", "sm")),
        ),
        empty_state("Go back to the first page", "There are fewer members than pages.", "users"),
    )


def _removing() -> Confirmation:
    return confirm(
        "remove-member",
        title="Remove {name}?",
        description="They are out at once, also where they have this organization open.",
        losses=[
            "{name} no longer sees this organization.",
            "Their role here is gone; inviting them again starts anew.",
            "Their API keys stop working: make new ones before, for programs that go on.",
            "Their account and their other organizations stay.",
        ],
        action="Remove",
        on_confirm=MembersState.remove,
    )


def _handing_over() -> Confirmation:
    return confirm(
        "transfer",
        title="Transfer ownership to {name}?",
        description="{name} becomes an owner in your place, and you become an admin.",
        losses=["You can no longer delete the organization or decide who owns it.", "Only {name} can reverse this."],
        action="Transfer ownership",
        on_confirm=MembersState.transfer,
    )
