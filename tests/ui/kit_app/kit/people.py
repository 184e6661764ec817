from functools import partial

import reflex as rx

from hiveforge.ui.badge import match_badge
from hiveforge.ui.button import button
from hiveforge.ui.card import card
from hiveforge.ui.confirm import confirm
from hiveforge.ui.data_table import Column, data_table
from hiveforge.ui.dialog import dialog, dialog_cancel, dialog_footer, open_dialog
from hiveforge.ui.empty_state import empty_state
from hiveforge.ui.event_form import event_form
from hiveforge.ui.field import field
from hiveforge.ui.menu import menu_item, row_menu
from hiveforge.ui.native_select import native_select
from hiveforge.ui.page_header import page_header
from hiveforge.ui.pagination import pagination
from hiveforge.ui.query import query_link, query_select
from hiveforge.ui.relative_time import relative_time
from hiveforge.ui.search_input import search_input

from .frame import framed
from .state import People

ROLES = {"admin": "Admin", "member": "Member", "viewer": "Viewer"}
COLUMNS = [
    Column("Name", lambda person: person.name, sort="name"),
    Column("Role", lambda person: match_badge(person.role, {"admin": ("Admin", "info")})),
    Column("Joined", lambda person: relative_time(person.joined), sort="joined", hide_below="sm"),
]


def people() -> rx.Component:
    remove = confirm(
        "remove", title="Remove {name}?", description="They lose access.", losses=["Their keys"], action="Remove {name}",
        on_confirm=People.remove,
    )  # fmt: skip
    return framed(
        page_header("People", "Everybody who works here.", _invite()),
        card(
            rx.el.div(
                search_input("Search people"),
                query_select("role", ROLES, label="Filter by role", everything="All roles"),
                class_name="flex gap-2 p-4",
            ),
            data_table(
                "People", People.rows, COLUMNS, row_key=lambda person: person.id, loading=People.loading,
                default_sort="name", empty=_empty(),
                actions=lambda person: row_menu(
                    menu_item("Remove…", "user-minus", danger=True, on_click=remove.ask(person.id, person.name)),
                    label=f"Actions for {person.name}",
                ),
            ),
            pagination(People.page, People.total, noun="people"),
        ),
        remove.component,
        title="People",
    )  # fmt: skip


def _invite() -> rx.Component:
    form = event_form(
        field("Email", "email", form_id="invite", input_type="email", required=True),
        field("Role", "role", form_id="invite", control=partial(native_select, ROLES)),
        dialog_footer(dialog_cancel(), button("Send invitation", type="submit", loading=People.saving)),
        rx.el.p(People.calls, class_name="sr-only", id="calls"),
        form_id="invite",
        on_submit=People.invite,
        errors=People.errors,
        reset_on=People.invited,
    )
    return dialog(form, name="invite", title="Invite somebody", trigger="Invite", close_on=People.invited)


def _empty() -> rx.Component:
    return rx.cond(
        People.narrowed,
        empty_state(
            "Nobody matches", "Try another name.", "search", query_link("Clear", changes={"q": "", "role": ""})
        ),
        empty_state("Invite somebody", "They show up here.", "users", button("Invite", on_click=open_dialog("invite"))),
    )
