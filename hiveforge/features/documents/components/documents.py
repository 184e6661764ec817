"""The list of documents, the passages that a search finds, and what can be done to one document."""

from typing import Any

import reflex as rx

from hiveforge.features.documents import service
from hiveforge.features.documents.state import DocumentsState
from hiveforge.ui.allowed import allowed
from hiveforge.ui.button import button_class
from hiveforge.ui.card import card
from hiveforge.ui.confirm import Confirmation
from hiveforge.ui.data_table import Column, data_table
from hiveforge.ui.empty_state import empty_state
from hiveforge.ui.link import native_link, nav_link
from hiveforge.ui.marked_text import marked_text
from hiveforge.ui.menu import MenuItem, menu_item, menu_separator, row_menu
from hiveforge.ui.pagination import pagination
from hiveforge.ui.query import query_link, query_select
from hiveforge.ui.relative_time import relative_time
from hiveforge.ui.search_input import search_input
from hiveforge.ui.skeleton import skeleton_rows
from hiveforge.ui.upload import upload

from .common import ACCEPT, STATUSES, deleting, documents_address, kind_name, status_badge, tag_badges

_NO_FILTERS = {"q": "", "tag": "", "status": ""}


def uploads_card() -> rx.Component:
    """Takes files, for whoever may add documents."""
    return rx.cond(
        allowed(service.add),
        upload(
            documents_address(),
            upload_id="add-documents",
            accept=ACCEPT,
            hint="PDF, Word (.docx), Markdown, HTML, CSV and text",
        ),
    )


def documents_card() -> rx.Component:
    """The list, or the passages that were found."""
    deletion = deleting(DocumentsState.delete)
    return card(
        rx.el.div(
            search_input("Search in documents"),
            query_select("tag", rx.Var.create(DocumentsState.tags), label="Tag", everything="All tags"),
            query_select("status", STATUSES, label="Status", everything="Any status"),
            class_name="flex flex-wrap items-center gap-2 p-3",
        ),
        rx.cond(DocumentsState.asked != "", _found(), _list(deletion)),
        deletion.component,
    )


def _list(deletion: Confirmation) -> rx.Component:
    return rx.fragment(
        data_table(
            "Documents",
            DocumentsState.documents,
            [
                Column("Title", _title, sort="title"),
                Column("Status", lambda row: status_badge(row.status)),
                Column("Size", lambda row: rx.el.span(row.facts, class_name="tabular"), sort="size", hide_below="md"),
                Column("Added", lambda row: relative_time(row.added), sort="added", hide_below="lg"),
            ],
            row_key=lambda row: row.id,
            loading=DocumentsState.loading,
            empty=_nothing(),
            default_sort="-added",
            actions=lambda row: _actions(row, deletion),
        ),
        pagination(DocumentsState.page, DocumentsState.total, noun="documents"),
    )


def _title(row: Any) -> rx.Component:
    return rx.el.div(
        rx.el.p(
            nav_link(row.title, to=row.href, class_name="truncate font-medium hover:underline"),
            rx.el.span(kind_name(row.kind), class_name="text-xs text-muted-foreground"),
            tag_badges(row.tags),
            class_name="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1",
        ),
        rx.cond(row.failure != "", rx.el.p(row.failure, class_name="mt-0.5 text-xs text-pretty text-danger")),
        class_name="max-w-lg min-w-0 py-2 max-sm:max-w-52",
    )


def _actions(row: Any, deletion: Confirmation) -> rx.Component:
    download = native_link(href=row.file, download="")
    return row_menu(
        MenuItem.create(
            rx.icon("download", size=15, class_name="text-muted-foreground", aria_hidden="true"),
            rx.el.span("Download", class_name="flex-1"),
            render_=download,
            class_name="menu-item",
        ),
        rx.cond(
            allowed(service.change),
            rx.fragment(
                rx.cond(
                    row.status == "failed", menu_item("Try again", "rotate-cw", on_click=DocumentsState.retry(row.id))
                ),
                menu_separator(),
                menu_item("Delete…", "trash-2", danger=True, on_click=deletion.ask(row.id, row.title)),
            ),
        ),
        label=f"Actions for {row.title}",
    )


def _found() -> rx.Component:
    return rx.cond(
        DocumentsState.found.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]
        rx.el.ol(rx.foreach(DocumentsState.found, _passage), aria_label="Passages", class_name="divide-y border-t"),
        rx.el.div(
            rx.cond(
                DocumentsState.loading,
                skeleton_rows(5),
                empty_state(
                    "Nothing matches",
                    "No document says anything about this. Try other words.",
                    "search-x",
                    query_link("Clear search", changes=_NO_FILTERS, class_name=button_class("secondary", "sm")),
                ),
            ),
            class_name="border-t px-5",
        ),
    )


def _passage(line: Any) -> rx.Component:
    return rx.el.li(
        nav_link(line.title, to=line.href, class_name="font-medium hover:underline"),
        rx.cond(line.place != "", rx.el.p(line.place, class_name="text-xs text-muted-foreground")),
        rx.el.p(marked_text(line.pieces), class_name="mt-1 text-pretty break-words text-muted-foreground"),
        key=line.id,
        class_name="px-5 py-3.5 text-[0.8125rem]",
    )


def _nothing() -> Any:
    return rx.cond(
        DocumentsState.narrowed | (DocumentsState.page > 1),
        empty_state(
            "Nothing matches",
            "No document has this tag and status, or there are fewer pages.",
            "search-x",
            query_link("Clear filters", changes=_NO_FILTERS, class_name=button_class("secondary", "sm")),
        ),
        empty_state(
            "Add your first document",
            "Everybody in the organization can search what it says.",
            "file-text",
        ),
    )
