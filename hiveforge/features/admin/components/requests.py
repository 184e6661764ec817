"""What visitors asked for: the list, and one request with the ways to answer it."""

from typing import Any

import reflex as rx

from hiveforge.features.admin.state import RequestsState
from hiveforge.ui.badge import badge
from hiveforge.ui.button import button, button_class
from hiveforge.ui.card import card, card_body, card_footer, card_header
from hiveforge.ui.copy_button import copy_button
from hiveforge.ui.data_table import Column, data_table
from hiveforge.ui.empty_state import empty_state
from hiveforge.ui.link import TEXT_LINK, link, native_link, nav_link
from hiveforge.ui.page_header import page_header
from hiveforge.ui.pagination import pagination
from hiveforge.ui.query import query_link, query_select
from hiveforge.ui.relative_time import exact_time, relative_time
from hiveforge.ui.search_input import search_input
from hiveforge.ui.skeleton import skeleton

from .frame import ORGANIZATIONS, REQUESTS


def requests_card() -> rx.Component:
    state = RequestsState
    return card(
        rx.el.div(
            search_input("Search requests"),
            query_select("show", {"answered": "Answered", "all": "Open and answered"}, label="Show", everything="Open"),
            class_name="flex flex-wrap items-center gap-2 p-3",
        ),
        data_table(
            "Contact requests",
            state.requests,
            [
                Column("Request", _what),
                Column("Seats", lambda row: row.seats, align_right=True, hide_below="md"),
                Column("Received", lambda row: relative_time(row.received), hide_below="md"),
                Column("State", _fate, hide_below="lg"),
            ],
            row_key=lambda row: row.id,
            loading=state.loading,
            empty=_none(),
            actions=_action,
        ),
        rx.cond(state.total > 0, pagination(state.page, state.total, noun="requests")),
    )


def request_header() -> rx.Component:
    shown = RequestsState.shown
    return rx.el.div(
        nav_link(
            rx.icon("arrow-left", size=14, aria_hidden="true"),
            "All requests",
            to=REQUESTS,
            class_name=button_class("ghost", "sm", "-ml-3 mb-1 w-fit"),
        ),
        page_header(
            rx.cond(shown.id != "", shown.company, "Contact request"),  # pyright: ignore[reportArgumentType]
            rx.cond(shown.id != "", f"{shown.name} wants {shown.seats} seats.", ""),  # pyright: ignore[reportArgumentType]
        ),
    )


def request_card() -> rx.Component:
    """All of it, and the ways to answer."""
    shown = RequestsState.shown
    return rx.cond(
        shown.id != "",
        card(
            card_header("Message", rx.fragment("Received ", exact_time(shown.received)), _badge(shown)),  # pyright: ignore[reportArgumentType]
            card_body(
                rx.el.p(
                    shown.message, class_name="max-w-prose text-sm leading-relaxed break-words whitespace-pre-line"
                ),
                rx.el.dl(
                    _fact("Name", shown.name),
                    _fact(
                        "Email",
                        rx.el.span(
                            native_link(shown.email, href=shown.answer, class_name=f"{TEXT_LINK} break-all"),
                            copy_button(shown.email, label="Copy the address"),
                            class_name="inline-flex min-w-0 items-center gap-1",
                        ),
                    ),
                    _fact("Company", shown.company),
                    _fact("Seats wanted", shown.seats),
                    class_name=(
                        "grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-8 gap-y-2 border-t pt-4 text-sm"
                    ),
                ),
            ),
            card_footer(
                rx.cond(
                    shown.answered != "",
                    rx.el.span("Answered by ", shown.answered_by, " ", relative_time(shown.answered), "."),
                    rx.el.span("Answer by mail, then mark it, so that nobody answers twice."),
                ),
                rx.el.div(
                    nav_link(
                        "Find the organization",
                        to=f"{ORGANIZATIONS}?q={shown.email}",
                        class_name=button_class("secondary"),
                    ),
                    rx.cond(
                        shown.answered != "",
                        button("Reopen", variant="secondary", on_click=RequestsState.reopen(shown.id)),
                        rx.fragment(
                            button(
                                "Mark answered", variant="secondary", on_click=RequestsState.mark_answered(shown.id)
                            ),
                            native_link("Answer by mail", href=shown.answer, class_name=button_class()),
                        ),
                    ),
                    class_name="flex flex-wrap gap-2",
                ),
            ),
        ),
        card(card_body(skeleton("h-40")), aria_busy="true"),
    )


def _what(row: Any) -> rx.Component:
    return rx.el.div(
        link(row.company, href=f"{REQUESTS}/{row.id}", class_name="break-words"),
        rx.el.p(row.name, ", ", row.email, class_name="text-xs break-words text-muted-foreground"),
        rx.el.p(row.message, class_name="mt-0.5 line-clamp-2 max-w-prose text-xs break-words text-muted-foreground"),
        rx.el.div(
            rx.el.p(row.seats, " seats, ", relative_time(row.received), class_name="text-xs text-muted-foreground"),
            class_name="md:hidden",
        ),
        rx.el.div(_fate(row), class_name="lg:hidden"),
        class_name="min-w-0 py-2.5",
    )


def _badge(row: Any) -> Any:
    return rx.cond(row.answered != "", badge("Answered", "success", dot=True), badge("Open", "warning", dot=True))


def _fate(row: Any) -> rx.Component:
    return rx.el.div(
        _badge(row),
        rx.cond(
            row.answered != "",
            rx.el.p(relative_time(row.answered), " by ", row.answered_by, class_name="mt-1"),
        ),
        class_name="py-2.5 text-xs text-muted-foreground max-lg:py-1",
    )


def _action(row: Any) -> Any:
    whose = rx.el.span(f" the request of {row.company}", class_name="sr-only")
    return rx.cond(
        row.answered != "",
        button("Reopen", whose, variant="secondary", size="sm", on_click=RequestsState.reopen(row.id)),
        button("Mark answered", whose, variant="secondary", size="sm", on_click=RequestsState.mark_answered(row.id)),
    )


def _none() -> Any:
    state = RequestsState
    cleared = query_link("Clear the search", changes={"q": ""}, class_name=button_class("secondary", "sm"))
    first = query_link("Go to the first page", changes={}, class_name=button_class("secondary", "sm"))
    answered = query_link(
        "Show answered ones", changes={"show": "answered"}, class_name=button_class("secondary", "sm")
    )
    return rx.cond(
        state.total > 0,
        empty_state("Go back to the first page", "There are fewer requests than pages.", "message-square", first),
        rx.cond(
            state.narrowed,
            empty_state("Nothing matches", "No request fits this search.", "search-x", cleared),
            empty_state(
                "Nobody waits for an answer",
                "What visitors ask on the contact page appears here, and in your mail.",
                "message-square",
                answered,
            ),
        ),
    )


def _fact(label: Any, value: Any) -> rx.Component:
    return rx.fragment(
        rx.el.dt(label, class_name="text-muted-foreground"), rx.el.dd(value, class_name="min-w-0 break-words tabular")
    )
