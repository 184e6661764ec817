"""Handing over, leaving and deleting an organization."""

import reflex as rx

from hiveforge.features.organizations.state import SettingsState
from hiveforge.ui.base import Node
from hiveforge.ui.button import button, button_class
from hiveforge.ui.card import card, card_header
from hiveforge.ui.confirm import confirm, confirm_by_typing
from hiveforge.ui.link import nav_link
from hiveforge.ui.session import Session


def transfer_card() -> rx.Component:
    return _row(
        "Transfer ownership",
        "Another member becomes an owner in your place, and you become an admin. Choose them in the list of members.",
        nav_link(
            "Choose the new owner",
            to=rx.Var.create("/o/") + Session.organization + "/members",
            class_name=button_class("secondary"),
        ),
    )


def leave_card() -> rx.Component:
    leaving = confirm(
        "leave",
        title="Leave {name}?",
        description="You no longer see it, and your API keys stop working. To come back, somebody has to invite you.",
        action="Leave",
        on_confirm=SettingsState.leave,
    )
    return _row(
        "Leave this organization",
        "The last owner cannot leave: make somebody else an owner first, or delete the organization.",
        button("Leave…", variant="secondary", on_click=leaving.ask(SettingsState.name, SettingsState.name)),
        leaving.component,
    )


def delete_card() -> rx.Component:
    deleting = confirm_by_typing(
        "delete-organization",
        title="Delete {name}?",
        description="Nobody can open it any more, from this moment on. Its owners can restore it for 30 days.",
        losses=[
            "All members lose their access to {name}.",
            "Open invitations and API keys stop working.",
            "After 30 days everything in it is deleted for good, and its address is free for others.",
        ],
        action="Delete organization",
        on_confirm=SettingsState.delete,
    )
    return _row(
        "Delete this organization",
        "Its owners can restore it for 30 days. After that it is gone for good.",
        # The name is also what is handed over: the service compares what was typed with it once more.
        button("Delete organization…", variant="danger", on_click=deleting.ask(SettingsState.name, SettingsState.name)),
        deleting.component,
    )


def _row(title: str, text: str, action: Node, dialog: Node | None = None) -> rx.Component:
    return card(
        rx.el.div(
            card_header(title, text),
            rx.el.div(action, class_name="shrink-0 px-5 pb-4 sm:pt-4"),
            class_name="flex flex-wrap items-start justify-between gap-x-4 sm:flex-nowrap",
        ),
        dialog if dialog is not None else rx.fragment(),
    )
