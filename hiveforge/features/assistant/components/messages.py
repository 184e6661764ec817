"""Questions and answers, one below the other."""

from functools import partial
from typing import Any

import reflex as rx

from hiveforge.features.assistant import service
from hiveforge.features.assistant.schemas import LONGEST_QUESTION
from hiveforge.features.assistant.state import AssistantState
from hiveforge.ui.allowed import allowed
from hiveforge.ui.badge import badge
from hiveforge.ui.banner import notice
from hiveforge.ui.button import button
from hiveforge.ui.copy_button import copy_button
from hiveforge.ui.event_form import event_form
from hiveforge.ui.field import field
from hiveforge.ui.link import link
from hiveforge.ui.markdown import markdown
from hiveforge.ui.submit_on_enter import submit_on_enter
from hiveforge.ui.textarea import textarea

EDIT = "edit-question"


def messages() -> rx.Component:
    """What was said, then the answer that is being written."""
    return rx.el.div(
        rx.el.ol(
            rx.foreach(AssistantState.messages, _message),
            rx.cond(AssistantState.writing.id != "", _writing()),
            aria_label="Messages",
            class_name="grid gap-6",
        ),
    )


def _message(row: Any) -> rx.Component:
    return rx.el.li(rx.cond(row.asked, _question(row), _answer(row)), key=row.id, class_name="min-w-0")


def _question(row: Any) -> rx.Component:
    return rx.cond(
        AssistantState.editing == row.id,
        _edit(row),
        rx.el.div(
            rx.el.p(
                row.text,
                class_name="max-w-[85%] rounded-2xl bg-muted px-4 py-2.5 break-words whitespace-pre-wrap",
            ),
            rx.cond(
                AssistantState.opened.mine & allowed(service.ask) & (AssistantState.writing.id == ""),
                button(
                    rx.icon("pencil", size=14, aria_hidden="true"),
                    variant="ghost",
                    size="icon",
                    aria_label="Edit this question",
                    on_click=AssistantState.edit(row.id),
                ),
            ),
            class_name="flex flex-row-reverse items-start gap-1",
        ),
    )


def _edit(row: Any) -> rx.Component:
    return event_form(
        rx.el.input(type="hidden", name="conversation", value=AssistantState.opened.id, read_only=True),
        rx.el.input(type="hidden", name="replaces", value=row.id, read_only=True),
        field(
            "Question", "text", form_id=EDIT, control=partial(textarea, rows=2), required=True,
            max_length=LONGEST_QUESTION, default_value=row.text, auto_focus=True,
        ),
        rx.el.p("What came after this question leaves the conversation.", class_name="text-xs text-muted-foreground"),
        rx.el.div(
            button("Cancel", variant="secondary", size="sm", on_click=AssistantState.edit("")),
            button("Ask again", type="submit", size="sm"),
            class_name="flex justify-end gap-2",
        ),
        submit_on_enter(form_id=EDIT),
        form_id=EDIT,
        on_submit=AssistantState.ask,
        errors=AssistantState.errors,
        class_name="rounded-xl border bg-surface p-4",
    )  # fmt: skip


def _answer(row: Any) -> rx.Component:
    """A demo model is often wrong, so the passages come first there and the model's words after them."""
    return rx.el.div(
        rx.cond(row.demo | (row.text == ""), rx.fragment(_sources(row, opened=True), _text(row)), _text(row)),
        rx.cond(row.status == "stopped", rx.el.p("Stopped.", class_name="text-xs text-muted-foreground")),
        rx.cond(row.error != "", notice(row.error, tone="warning")),
        rx.cond(row.demo | (row.text == ""), "", _sources(row, opened=False)),
        rx.el.div(
            rx.cond(row.demo, badge("Demo model on this machine, often wrong", "warning")),
            rx.cond(
                row.model != "",
                rx.el.span(row.model, " · ", row.used, class_name="text-xs text-muted-foreground"),
            ),
            rx.cond(row.text != "", copy_button(row.text, label="Copy this answer")),
            class_name="flex flex-wrap items-center gap-2",
        ),
        class_name="grid min-w-0 gap-3",
    )


def _text(row: Any) -> rx.Component:
    return rx.cond(row.text != "", markdown(row.text, row.places))


def _sources(row: Any, *, opened: bool) -> rx.Component:
    listed = rx.el.ol(
        rx.foreach(
            row.sources,
            lambda source: rx.el.li(
                link(
                    source.number,
                    ". ",
                    source.title,
                    rx.cond(source.heading != "", f" – {source.heading}", ""),
                    href=source.url,
                ),
                rx.el.blockquote(
                    source.text,
                    class_name="mt-1 line-clamp-4 border-l-2 pl-3 text-[0.8125rem] break-words text-muted-foreground",
                ),
                key=source.number,
                class_name="min-w-0",
            ),
        ),
        class_name="mt-2 grid gap-3",
    )
    return rx.cond(
        row.sources.length() > 0,
        rx.el.details(
            rx.el.summary("From your documents", class_name="cursor-pointer text-[0.8125rem] font-medium"),
            listed,
            open=opened,
            class_name="rounded-xl border bg-surface px-4 py-3",
        ),
        rx.el.p("No passage of your documents matched.", class_name="text-xs text-muted-foreground"),
    )


def _writing() -> rx.Component:
    row = AssistantState.writing
    return rx.el.li(
        rx.cond(
            row.text == "",
            rx.el.p(
                rx.el.span(class_name="spinner", aria_hidden="true"), "Looking for an answer…",
                class_name="flex items-center gap-2 text-muted-foreground",
            ),
            markdown(row.text, row.places),
        ),
        aria_live="off",
        class_name="grid min-w-0 gap-3",
    )  # fmt: skip
