from functools import partial

import reflex as rx

from hiveforge.ui.badge import TONE, badge
from hiveforge.ui.banner import notice
from hiveforge.ui.button import button
from hiveforge.ui.card import card, card_body, card_footer, card_header
from hiveforge.ui.checkbox import checkbox
from hiveforge.ui.confirm import confirm_by_typing
from hiveforge.ui.copy_button import copy_button
from hiveforge.ui.empty_state import empty_state
from hiveforge.ui.error_state import error_state
from hiveforge.ui.field import field
from hiveforge.ui.native_select import native_select
from hiveforge.ui.page_header import page_header
from hiveforge.ui.skeleton import skeleton_rows
from hiveforge.ui.switch import switch
from hiveforge.ui.tabs import tabs
from hiveforge.ui.textarea import textarea
from hiveforge.ui.tooltip import tooltip

from .frame import framed
from .state import Frame, People


def pieces() -> rx.Component:
    delete = confirm_by_typing(
        "delete", title="Delete {name}?", description="For good.", action="Delete", on_confirm=People.remove
    )
    return framed(
        page_header("Pieces", "One of each."),
        rx.el.div(
            card(card_header("Buttons"), card_body(_buttons(delete.ask("1", "Acme")))),
            card(card_header("Words"), card_body(_words())),
            card(card_header("Fields"), card_body(*_fields()), card_footer("For everybody.", button("Save"))),
            card(card_header("States"), card_body(_states())),
            class_name="grid gap-4 lg:grid-cols-2",
        ),
        delete.component,
        title="Pieces",
    )


def _buttons(ask: object) -> rx.Component:
    icon = rx.icon("bell", size=16, aria_hidden="true")
    return rx.el.div(
        *[button(variant.title(), variant=variant) for variant in ("primary", "secondary", "ghost", "brand")],
        button("Delete Acme", variant="danger", on_click=ask),
        button("Saving", loading=True),
        tooltip("What is new", button(icon, variant="ghost", size="icon", aria_label="Notifications")),
        button("Succeed", variant="secondary", on_click=Frame.succeed),
        button("Fail", variant="secondary", on_click=Frame.fail),
        button("Leave", variant="secondary", on_click=Frame.leave),
        class_name="flex flex-wrap gap-2",
    )


def _words() -> rx.Component:
    return rx.fragment(
        rx.el.div(*[badge(tone.title(), tone, dot=True) for tone in TONE], class_name="flex flex-wrap gap-2"),
        notice("The trial ends in three days.", tone="warning"),
        copy_button("hf_test_1", label="Copy key", shows="Copy key"),
    )


def _fields() -> list[rx.Component]:
    return [
        field("Name", "name", form_id="pieces", description="Shown on invoices."),
        field("Domain", "domain", form_id="pieces", error="That domain is taken."),
        field("Role", "role", form_id="pieces", control=partial(native_select, {"a": "Admin"})),
        field("About", "about", form_id="pieces", control=textarea),
        checkbox("Send a welcome mail", "welcome", default_checked=True),
        switch("Two steps to sign in", "mfa", description="Asked at the next sign-in."),
    ]


def _states() -> rx.Component:
    return tabs(
        {
            "Empty": empty_state("Invite somebody", "They show up here.", "users", button("Invite", size="sm")),
            "Loading": skeleton_rows(3),
            "Failed": error_state("The list did not load", "Try again in a minute.", request_id="0192f3ab"),
        },
        "States",
    )
