"""Parts of the audit log page."""

from typing import Any

import reflex as rx

from hiveforge.ui.button import button_class
from hiveforge.ui.card import card
from hiveforge.ui.copy_button import copy_button
from hiveforge.ui.empty_state import empty_state
from hiveforge.ui.link import link, native_link
from hiveforge.ui.query import query_link, query_select
from hiveforge.ui.query_date import query_date
from hiveforge.ui.relative_time import exact_time, relative_time
from hiveforge.ui.search_input import search_input
from hiveforge.ui.session import Session
from hiveforge.ui.skeleton import skeleton_rows

from .rules import ACTIONS
from .state import AuditLogState

_NO_FILTERS = {"q": "", "action": "", "by": "", "since": "", "until": "", "before": ""}


def log_card() -> rx.Component:
    return card(
        _filters(),
        rx.cond(
            AuditLogState.loading,
            rx.el.div(skeleton_rows(8), class_name="border-t px-5"),
            rx.cond(
                AuditLogState.entries.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]
                rx.el.ol(
                    rx.foreach(AuditLogState.entries, _entry), aria_label="Entries", class_name="divide-y border-t"
                ),
                rx.el.div(_nothing(), class_name="border-t"),
            ),
        ),
        _steps(),
        aria_busy=AuditLogState.loading,
    )


def download_link() -> rx.Component:
    """What the filters leave over, on all pieces, where the plan includes a file of it."""
    return rx.cond(
        AuditLogState.downloads,
        native_link(
            rx.icon("download", size=14, aria_hidden="true"),
            "Download CSV",
            href=f"/o/{Session.organization}/audit-log.csv?{AuditLogState.query}",
            download="",
            class_name=button_class("secondary"),
        ),
    )


def reach_note() -> rx.Component:
    """How far back the plan shows the log. Nothing is deleted with a smaller plan."""
    return rx.cond(
        AuditLogState.days > 0,
        rx.el.p(
            f"Your plan shows the last {AuditLogState.days} days",
            rx.cond(AuditLogState.downloads, ". ", " and has no download. "),
            link("See plans", href=AuditLogState.upgrade_url),
            class_name="text-[0.8125rem] text-muted-foreground",
        ),
    )


def _filters() -> rx.Component:
    actions = {action: words.label for action, words in sorted(ACTIONS.items(), key=lambda item: item[1].label)}
    return rx.el.div(
        search_input("Search the log"),
        query_select("by", rx.Var.create(AuditLogState.actors), label="Person", everything="Everybody"),
        query_select("action", actions, label="Action", everything="All actions"),
        query_date("since", "From", label="From this day (UTC)"),
        query_date("until", "to", label="To this day (UTC)"),
        class_name="flex flex-wrap items-center gap-2 p-3",
    )


def _entry(entry: Any) -> rx.Component:
    """One sentence; opening it shows what changed and the ids to quote."""
    return rx.el.li(
        rx.el.details(
            rx.el.summary(
                rx.icon(
                    "chevron-right",
                    size=14,
                    aria_hidden="true",
                    class_name="mt-0.5 shrink-0 text-muted-foreground transition-transform in-open:rotate-90",
                ),
                rx.el.span(
                    rx.el.span(entry.actor, class_name="font-medium"),
                    " ",
                    entry.said,
                    rx.cond(
                        entry.target != "", rx.fragment(" ", rx.el.span(entry.target, class_name="font-medium")), ""
                    ),
                    class_name="min-w-0 flex-1 break-words",
                ),
                relative_time(entry.at, "shrink-0 text-xs text-muted-foreground"),
                class_name=(
                    "flex cursor-pointer list-none items-start gap-2.5 px-5 py-3 -outline-offset-2 hover:bg-muted/50 "
                    "[&::-webkit-details-marker]:hidden"
                ),
            ),
            _details(entry),
        ),
        key=entry.id,
        class_name="text-[0.8125rem]",
    )


def _details(entry: Any) -> rx.Component:
    return rx.el.div(
        rx.cond(
            entry.changes.length() > 0,
            rx.el.table(
                rx.el.thead(
                    rx.el.tr(
                        *[rx.el.th(title, scope="col", class_name="py-1 pr-6 font-medium") for title in _CHANGE],
                        class_name="text-left text-xs text-muted-foreground",
                    )
                ),
                rx.el.tbody(rx.foreach(entry.changes, _change)),
            ),
        ),
        rx.el.dl(
            _fact("Time", exact_time(entry.at)),
            _fact("Action", rx.el.code(entry.action)),
            rx.cond(
                entry.request_id != "",
                _fact(
                    "Request",
                    rx.el.span(
                        rx.el.code(entry.request_id),
                        copy_button(entry.request_id, label="Copy request id"),
                        class_name="inline-flex items-center gap-1",
                    ),
                ),
            ),
            class_name="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-1 text-xs",
        ),
        class_name="grid gap-3 overflow-x-auto px-5 pt-1 pb-4 pl-11",
    )


_CHANGE = ("Detail", "Before", "After")


def _change(change: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.th(change.name, scope="row", class_name="py-1 pr-6 text-left font-normal text-muted-foreground"),
        rx.el.td(_value(change.before), class_name="py-1 pr-6 break-all"),
        rx.el.td(_value(change.after), class_name="py-1 break-all"),
        key=change.name,
    )


def _value(text: Any) -> Any:
    return rx.cond(text != "", text, rx.el.span("none", class_name="text-muted-foreground"))


def _fact(label: str, value: Any) -> rx.Component:
    return rx.fragment(
        rx.el.dt(label, class_name="text-muted-foreground"), rx.el.dd(value, class_name="min-w-0 break-words")
    )


def _nothing() -> Any:
    return rx.cond(
        AuditLogState.narrowed | AuditLogState.begun,
        empty_state(
            "Nothing matches",
            "No entry fits these filters.",
            "search-x",
            query_link("Clear filters", changes=_NO_FILTERS, class_name=button_class("secondary", "sm")),
        ),
        empty_state(
            "Do something worth remembering",
            "Invitations, roles, names: whatever people change here is written down.",
            "scroll-text",
        ),
    )


def _steps() -> rx.Component:
    """Older entries by link, so that Back leads to newer ones."""
    return rx.cond(
        AuditLogState.begun | (AuditLogState.older != ""),
        rx.el.nav(
            query_link("Newest", changes={"before": ""}, disabled=~AuditLogState.begun, class_name=_STEP),  # pyright: ignore[reportOperatorIssue]
            query_link(
                "Older",
                rx.icon("chevron-right", size=14, aria_hidden="true"),
                changes={"before": AuditLogState.older},
                disabled=AuditLogState.older == "",
                class_name=_STEP,
            ),
            aria_label="Pieces of the log",
            class_name="flex justify-end gap-2 border-t px-5 py-2.5",
        ),
    )


_STEP = button_class("secondary", "sm", "aria-disabled:pointer-events-none aria-disabled:opacity-50")
