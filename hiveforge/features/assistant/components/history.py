"""The list of conversations, with search."""

from typing import Any

import reflex as rx

from hiveforge.features.assistant.state import AssistantState
from hiveforge.ui.badge import badge
from hiveforge.ui.button import button_class
from hiveforge.ui.empty_state import empty_state
from hiveforge.ui.query import query_link
from hiveforge.ui.relative_time import relative_time
from hiveforge.ui.search_input import search_input
from hiveforge.ui.skeleton import skeleton_rows


def history() -> rx.Component:
    """On phones it gives way to the open conversation."""
    shown = "min-h-0 content-start gap-3 md:grid"
    return rx.el.section(
        rx.el.div(
            search_input("Search conversations"),
            query_link(
                rx.icon("square-pen", size=15, aria_hidden="true"),
                "New",
                changes={"c": ""},
                class_name=button_class("secondary", "sm"),
            ),
            class_name="flex items-center justify-between gap-2",
        ),
        rx.cond(
            AssistantState.loading,
            skeleton_rows(5),
            rx.cond(
                AssistantState.conversations.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]
                rx.el.ol(rx.foreach(AssistantState.conversations, _line), class_name="grid gap-0.5"),
                _nothing(),
            ),
        ),
        rx.cond(
            AssistantState.older != "",
            query_link(
                "Older", changes={"before": AssistantState.older}, class_name=button_class("ghost", "sm", "w-fit")
            ),
        ),
        aria_label="Conversations",
        class_name=rx.cond(AssistantState.opened.id != "", f"hidden {shown}", f"grid {shown}"),
    )


def _line(row: Any) -> rx.Component:
    return rx.el.li(
        query_link(
            rx.el.span(row.title, class_name="block truncate text-[0.8125rem] font-medium"),
            rx.el.span(
                rx.cond(row.mine, "", rx.fragment(row.member, " · ")),
                relative_time(row.at),
                rx.cond(row.shared, badge("Shared")),
                class_name="mt-0.5 flex items-center gap-1.5 text-xs text-muted-foreground",
            ),
            changes={"c": row.id},
            aria_current=rx.cond(AssistantState.opened.id == row.id, "true", "false"),
            class_name=("block rounded-md px-3 py-2 -outline-offset-2 hover:bg-muted/60 aria-[current=true]:bg-muted"),
        ),
        key=row.id,
        class_name="min-w-0",
    )


def _nothing() -> rx.Component:
    return rx.cond(
        AssistantState.searched,
        empty_state(
            "Nothing matches",
            "No conversation contains these words.",
            "search-x",
            query_link("Clear the search", changes={"q": ""}, class_name=button_class("secondary", "sm")),
        ),
        rx.el.p("Your conversations will be listed here.", class_name="px-3 text-[0.8125rem] text-muted-foreground"),
    )
