"""The list of Stripe's messages and what became of them."""

from typing import Any

import reflex as rx

from hiveforge.features.admin.state import EventsState
from hiveforge.ui.badge import Tone, match_badge
from hiveforge.ui.button import button, button_class
from hiveforge.ui.card import card
from hiveforge.ui.copy_button import copy_button
from hiveforge.ui.data_table import Column, data_table
from hiveforge.ui.empty_state import empty_state
from hiveforge.ui.pagination import pagination
from hiveforge.ui.query import query_link, query_select
from hiveforge.ui.refresh import refresh_every
from hiveforge.ui.relative_time import relative_time
from hiveforge.ui.search_input import search_input

SECONDS_BETWEEN_LOOKS = 3
_REASON = "mt-1 text-xs text-pretty break-words empty:hidden"
STATUSES: dict[str, tuple[str, Tone]] = {
    "stored": ("Waiting", "info"),
    "done": ("Done", "success"),
    "parked": ("Parked", "warning"),
    "failed": ("Failed", "danger"),
}


def messages_card() -> rx.Component:
    """The searchable list. While a message waits for its job, the list asks again by itself."""
    state = EventsState
    return card(
        rx.el.div(
            search_input("Search by id, kind or customer"),
            query_select(
                "status", {key: text for key, (text, _) in STATUSES.items()}, label="Status", everything="All statuses"
            ),
            class_name="flex flex-wrap items-center gap-2 p-3",
        ),
        data_table(
            "Stripe messages",
            state.events,
            [
                Column("Message", _what),
                Column("Outcome", _outcome, hide_below="md"),
                Column("Attempts", lambda row: row.attempts, align_right=True, hide_below="lg"),
                Column("Received", lambda row: relative_time(row.received), hide_below="md"),
                Column("Handled", lambda row: relative_time(row.handled), hide_below="lg"),
            ],
            row_key=lambda row: row.id,
            loading=state.loading,
            empty=_none(),
            actions=_action,
        ),
        rx.cond(state.total > 0, pagination(state.page, state.total, noun="messages")),
        rx.cond(state.waiting, refresh_every(SECONDS_BETWEEN_LOOKS, state.load)),
    )


def _what(row: Any) -> rx.Component:
    return rx.el.div(
        rx.el.p(row.kind, class_name="font-medium break-words"),
        rx.el.p(
            rx.el.code(row.name, class_name="truncate"),
            copy_button(row.name, label=f"Copy {row.name}"),
            class_name="flex min-w-0 items-center gap-1 text-xs text-muted-foreground",
        ),
        rx.cond(row.customer != "", rx.el.p(rx.el.code(row.customer), class_name="text-xs text-muted-foreground")),
        rx.el.div(
            rx.el.p("received ", relative_time(row.received), class_name="text-xs text-muted-foreground"),
            _outcome(row),
            class_name="md:hidden",
        ),
        class_name="min-w-0 max-w-72 py-2.5",
    )


def _outcome(row: Any) -> rx.Component:
    return rx.el.div(
        match_badge(row.status, STATUSES, dot=True),
        rx.cond(row.gist == row.reason, rx.el.p(row.reason, class_name=_REASON), _long_reason(row)),
        class_name="max-w-80 min-w-24 py-2.5 max-md:pb-0",
    )


def _long_reason(row: Any) -> rx.Component:
    return rx.el.details(
        rx.el.summary(
            rx.el.span(row.gist, class_name="in-open:hidden"),
            rx.el.span("Reason", class_name="not-in-open:hidden"),
            class_name="cursor-pointer",
        ),
        rx.el.p(row.reason, class_name="mt-1"),
        class_name=_REASON,
    )


def _action(row: Any) -> Any:
    return rx.cond(
        row.replayable,
        button(
            "Replay",
            rx.el.span(f" {row.name}", class_name="sr-only"),
            variant="secondary",
            size="sm",
            on_click=EventsState.replay(row.id),
        ),
    )


def _none() -> Any:
    state = EventsState
    cleared = query_link("Clear filters", changes={"q": "", "status": ""}, class_name=button_class("secondary", "sm"))
    first = query_link("Go to the first page", changes={}, class_name=button_class("secondary", "sm"))
    return rx.cond(
        state.total > 0,
        empty_state("Go back to the first page", "There are fewer messages than pages.", "webhook", first),
        rx.cond(
            state.narrowed,
            empty_state("Nothing matches", "No message fits this search and status.", "search-x", cleared),
            empty_state(
                "Stripe has said nothing yet", "Its messages appear here as soon as somebody buys something.", "webhook"
            ),
        ),
    )
