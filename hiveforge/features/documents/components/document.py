"""One document: what it says, what is known of it, and what can be done to it."""

from typing import Any

import reflex as rx

from hiveforge.features.documents import service
from hiveforge.features.documents.schemas import LONGEST_TITLE
from hiveforge.features.documents.state import DocumentState
from hiveforge.ui.allowed import allowed
from hiveforge.ui.banner import notice
from hiveforge.ui.button import button, button_class
from hiveforge.ui.card import card
from hiveforge.ui.dialog import dialog, dialog_cancel, dialog_footer, open_dialog
from hiveforge.ui.empty_state import empty_state
from hiveforge.ui.event_form import event_form
from hiveforge.ui.field import field
from hiveforge.ui.link import native_link
from hiveforge.ui.marked_text import marked_text
from hiveforge.ui.menu import menu_item, menu_separator, row_menu
from hiveforge.ui.pagination import pagination
from hiveforge.ui.relative_time import relative_time
from hiveforge.ui.show_target import show_target
from hiveforge.ui.skeleton import skeleton
from hiveforge.ui.upload import upload

from .common import ACCEPT, deleting, documents_address, kind_name, status_badge, tag_badges

_FORM = "edit-document"
_REPLACE = "replace-file"


def heading() -> rx.Component:
    """Title, facts and acts."""
    document = DocumentState.document
    deletion = deleting(DocumentState.delete)
    return rx.el.div(
        rx.el.div(
            rx.el.h1(
                rx.cond(document.title != "", document.title, "Document"),
                tab_index=-1,
                class_name="text-[1.375rem] font-semibold tracking-tight break-words outline-none",
            ),
            rx.el.p(
                status_badge(document.status),
                rx.el.span(kind_name(document.kind)),
                rx.el.span(document.facts, class_name="tabular"),
                rx.el.span("Added ", relative_time(document.added)),
                tag_badges(document.tags),
                class_name="mt-1.5 flex flex-wrap items-center gap-x-3 gap-y-1.5 text-[0.8125rem] text-muted-foreground",
            ),
            class_name="min-w-0",
        ),
        rx.el.div(
            native_link(
                rx.icon("download", size=15, aria_hidden="true"),
                "Download",
                href=document.file,
                download="",
                class_name=button_class("secondary"),
            ),
            rx.cond(allowed(service.change), _acts(deletion.ask(document.id, document.title))),
            class_name="flex items-center gap-2",
        ),
        _edit_dialog(),
        _replace_dialog(),
        deletion.component,
        class_name="flex flex-wrap items-start justify-between gap-4",
    )


def content() -> rx.Component:
    """The text, or why there is none."""
    return rx.el.div(
        rx.cond(DocumentState.document.failure != "", _failure()),
        card(
            rx.cond(
                DocumentState.passages.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]
                rx.el.article(
                    rx.foreach(DocumentState.passages, _passage),
                    aria_label=DocumentState.document.title,
                    class_name="mx-auto grid max-w-2xl gap-1 px-2 py-6 sm:px-6",
                ),
                rx.el.div(rx.cond(DocumentState.loading, _placeholder(), _without_text()), class_name="px-5"),
            ),
            pagination(DocumentState.page, DocumentState.total, noun="passages", page_size=service.PASSAGES_SHOWN),
            aria_busy=DocumentState.loading,
        ),
        show_target(DocumentState.cited),
        class_name="grid gap-4",
    )


def _acts(delete: Any) -> rx.Component:
    return rx.fragment(
        button("Edit", variant="secondary", on_click=open_dialog(_FORM)),
        row_menu(
            rx.cond(
                DocumentState.document.status == "failed",
                menu_item("Try again", "rotate-cw", on_click=DocumentState.retry),
            ),
            menu_item("Replace file…", "file-up", on_click=open_dialog(_REPLACE)),
            menu_separator(),
            menu_item("Delete…", "trash-2", danger=True, on_click=delete),
            label="More actions",
        ),
    )


def _edit_dialog() -> rx.Component:
    return dialog(
        event_form(
            field(
                "Title", "title", form_id=_FORM, required=True, max_length=LONGEST_TITLE,
                default_value=DocumentState.document.title, error=DocumentState.errors["title"],
            ),
            field(
                "Tags", "tags", form_id=_FORM, default_value=DocumentState.tags, error=DocumentState.errors["tags"],
                description="With commas between them, for example: contracts, 2026.",
            ),
            dialog_footer(dialog_cancel(), button("Save", type="submit")),
            form_id=_FORM, on_submit=DocumentState.change, errors=DocumentState.errors,
        ),
        name=_FORM, title="Edit document", close_on=DocumentState.saved,
    )  # fmt: skip


def _replace_dialog() -> rx.Component:
    return dialog(
        upload(
            f"{documents_address()}/{DocumentState.document.id}/file",
            upload_id=_REPLACE, label="Choose a file", accept=ACCEPT, multiple=False,
        ),
        name=_REPLACE, title="Replace file", close_on=DocumentState.document.revision,
        description="Title and tags stay. What only the old file says is found no more from then on.",
    )  # fmt: skip


def _passage(line: Any) -> rx.Component:
    cited = line.id == DocumentState.cited
    return rx.el.section(
        rx.cond(line.page != "", rx.el.p(line.page, class_name="mb-2 text-xs text-muted-foreground")),
        rx.foreach(line.headings, lambda text: rx.el.h2(text, class_name="mt-3 mb-2 font-semibold tracking-tight")),
        rx.cond(cited, rx.el.span("The passage you followed a link to:", class_name="sr-only")),
        rx.el.p(marked_text(line.pieces), class_name="leading-relaxed whitespace-pre-wrap break-words"),
        id=line.id,
        key=line.id,
        aria_current=rx.cond(cited, "true", "false"),
        class_name=(
            "rounded-lg border border-transparent px-4 py-2 outline-none aria-[current=true]:border-brand "
            "aria-[current=true]:bg-brand-soft/40"
        ),
    )


def _failure() -> rx.Component:
    return rx.el.div(
        notice(
            rx.el.div(
                DocumentState.document.failure,
                rx.cond(
                    allowed(service.retry),
                    button("Try again", variant="secondary", size="sm", on_click=DocumentState.retry),
                ),
                class_name="flex flex-wrap items-center justify-between gap-3",
            ),
            tone="danger",
        ),
        role="status",
    )


def _without_text() -> Any:
    return rx.match(
        DocumentState.document.status,
        ("failed", empty_state("There is no text to show", "The file itself can still be downloaded.", "file-x")),
        ("ready", empty_state("There are no further passages", "Go back to the first page.", "file-text")),
        empty_state("The document is being read", "Its text appears here as soon as that is done.", "hourglass"),
    )


def _placeholder() -> rx.Component:
    lines = [skeleton(f"h-4 {width}") for width in ("w-1/3", "w-full", "w-11/12", "w-full", "w-2/3")]
    return rx.el.div(*lines, class_name="mx-auto grid max-w-2xl gap-3 py-8")
