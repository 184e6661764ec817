"""The local inbox, where it is in use: mail that has nowhere else to go."""

import reflex as rx

from hiveforge.core.permissions import Access
from hiveforge.ui.badge import badge
from hiveforge.ui.button import button
from hiveforge.ui.confirm import confirm
from hiveforge.ui.link import nav_link
from hiveforge.ui.logo import logo
from hiveforge.ui.page import page
from hiveforge.ui.refresh import refresh_every
from hiveforge.ui.search_input import search_input
from hiveforge.ui.theme_toggle import theme_toggle

from . import service
from .components import message_list, reading_pane
from .state import InboxState


def inbox() -> rx.Component:
    emptying = confirm(
        "empty-inbox",
        title="Delete all mail?",
        description="Every message in the local inbox is deleted, also those that the search hides.",
        action="Delete all mail",
        on_confirm=InboxState.delete_all,
    )
    return rx.el.div(
        rx.el.header(
            nav_link(logo(24), to="/", aria_label="HiveForge", class_name="rounded-md"),
            rx.el.h1("Local inbox", tab_index=-1, class_name="font-semibold tracking-tight outline-none"),
            badge("Development", "warning", dot=True),
            rx.el.div(theme_toggle(), class_name="ml-auto"),
            class_name="flex h-14 items-center gap-3 border-b bg-canvas px-4 sm:px-6",
        ),
        rx.el.main(
            rx.el.section(
                rx.el.div(
                    search_input("Search mail"),
                    button("Delete all mail", variant="ghost", size="sm", on_click=emptying.ask("", "")),
                    class_name="flex items-center justify-between gap-2 border-b p-3",
                ),
                message_list(),
                aria_label="All mail",
                class_name=rx.cond(
                    InboxState.opened.id != "",
                    "grid min-h-0 grid-rows-[auto_minmax(0,1fr)] border-r bg-surface max-md:hidden",
                    "grid min-h-0 grid-rows-[auto_minmax(0,1fr)] border-r bg-surface",
                ),
            ),
            reading_pane(),
            id="main",
            tab_index=-1,
            class_name="grid min-h-0 grid-cols-[minmax(0,1fr)] outline-none md:grid-cols-[22rem_minmax(0,1fr)]",
        ),
        emptying.component,
        refresh_every(2, InboxState.load),
        class_name="grid h-dvh grid-rows-[auto_minmax(0,1fr)] bg-canvas",
    )


if service.uses_local_inbox():
    page("/inbox", title="Local inbox", requires=Access.PUBLIC, on_load=InboxState.load)(inbox)
