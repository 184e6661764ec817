"""The open conversation, what can be done to it, and where the next question is typed."""

from functools import partial

import reflex as rx

from hiveforge.features.assistant import service
from hiveforge.features.assistant.schemas import LONGEST_QUESTION, LONGEST_TITLE
from hiveforge.features.assistant.state import AssistantState
from hiveforge.ui.allowed import allowed
from hiveforge.ui.badge import badge
from hiveforge.ui.banner import notice
from hiveforge.ui.button import button, button_class
from hiveforge.ui.confirm import Confirmation, confirm
from hiveforge.ui.dialog import dialog, dialog_cancel, dialog_footer, open_dialog
from hiveforge.ui.empty_state import empty_state
from hiveforge.ui.event_form import event_form
from hiveforge.ui.field import field
from hiveforge.ui.link import link, native_link
from hiveforge.ui.menu import menu_item, menu_separator, row_menu
from hiveforge.ui.native_select import native_select
from hiveforge.ui.query import query_link
from hiveforge.ui.session import Session
from hiveforge.ui.submit_on_enter import submit_on_enter
from hiveforge.ui.textarea import textarea

from .messages import messages

ASK, RENAME = "ask", "rename-conversation"
_CLASSES = {"standard": "Standard model", "advanced": "Advanced model", "premium": "Premium model"}


def conversation() -> rx.Component:
    """A new one while none is open."""
    deleting = _deleting()
    return rx.el.section(
        rx.cond(AssistantState.opened.id != "", rx.fragment(_head(deleting), messages(), _foot()), _welcome()),
        rx.cond(allowed(service.ask) & AssistantState.opened.mine, _composer()),
        deleting.component,
        aria_label="Conversation",
        class_name="grid min-w-0 content-start gap-6",
    )


def _head(deleting: Confirmation) -> rx.Component:
    row = AssistantState.opened
    return rx.el.div(
        query_link(
            rx.icon("arrow-left", size=14, aria_hidden="true"),
            "All conversations",
            changes={"c": ""},
            class_name=button_class("ghost", "sm", "-ml-3 w-fit md:hidden"),
        ),
        rx.el.div(
            rx.el.h2(row.title, class_name="min-w-0 flex-1 text-base font-semibold tracking-tight break-words"),
            rx.cond(row.shared, badge("Shared", "brand")),
            _menu(deleting),
            class_name="flex items-center gap-2",
        ),
        rx.cond(
            row.mine,
            "",
            rx.el.p(
                "Shared by ", row.member, ". Only they can go on with it.", class_name="text-xs text-muted-foreground"
            ),
        ),
        _rename(),
        class_name="grid gap-2 border-b pb-3",
    )


def _menu(deleting: Confirmation) -> rx.Component:
    row = AssistantState.opened
    own = row.mine & allowed(service.share)
    return row_menu(
        rx.cond(own, menu_item("Rename…", "pencil", on_click=open_dialog(RENAME))),
        rx.cond(
            own,
            rx.cond(
                row.shared,
                menu_item("Stop sharing", "lock", on_click=AssistantState.share(False)),
                menu_item("Share with the organization", "users", on_click=AssistantState.share(True)),
            ),
        ),
        menu_item(
            "Download as Markdown",
            "download",
            render_=native_link(href=f"/o/{Session.organization}/conversations/{row.id}.md", download=""),
        ),
        rx.cond(
            own,
            rx.fragment(
                menu_separator(),
                menu_item("Delete…", "trash-2", danger=True, on_click=deleting.ask(row.id, row.title)),
            ),
        ),
        label="Actions for this conversation",
    )


def _rename() -> rx.Component:
    return dialog(
        event_form(
            field(
                "Name", "title", form_id=RENAME, required=True, max_length=LONGEST_TITLE,
                default_value=AssistantState.opened.title,
            ),
            dialog_footer(dialog_cancel(), button("Rename", type="submit")),
            form_id=RENAME,
            on_submit=AssistantState.rename,
            errors=AssistantState.errors,
        ),
        name=RENAME,
        title="Rename the conversation",
        close_on=AssistantState.renamed,
    )  # fmt: skip


def _foot() -> rx.Component:
    return rx.cond(
        AssistantState.opened.mine & allowed(service.ask),
        rx.cond(
            AssistantState.writing.id != "",
            button(
                rx.icon("square", size=13, aria_hidden="true"), "Stop", variant="secondary", size="sm",
                class_name="w-fit", on_click=AssistantState.stop,
            ),
            button(
                rx.icon("refresh-cw", size=13, aria_hidden="true"), "Answer again", variant="secondary", size="sm",
                class_name="w-fit", on_click=AssistantState.regenerate,
            ),
        ),
    )  # fmt: skip


def _composer() -> rx.Component:
    return event_form(
        rx.cond(
            AssistantState.opened.id != "",
            rx.el.input(type="hidden", name="conversation", value=AssistantState.opened.id, read_only=True),
        ),
        field(
            "Your question", "text", form_id=ASK, control=partial(textarea, rows=3), required=True, hide_label=True,
            max_length=LONGEST_QUESTION, placeholder="Ask about your documents", error=AssistantState.errors["text"],
        ),
        rx.el.div(
            native_select(
                _CLASSES, "Model", name="model_class", key=AssistantState.opened.id,
                default_value=AssistantState.opened.model_class, class_name="w-44",
            ),
            rx.el.span("Enter sends", class_name="ml-auto text-xs text-muted-foreground max-sm:hidden"),
            button("Ask", type="submit", disabled=AssistantState.writing.id != ""),
            class_name="flex items-center justify-between gap-3",
        ),
        rx.cond(
            AssistantState.refusal != "",
            notice(
                rx.fragment(
                    AssistantState.refusal,
                    rx.cond(
                        AssistantState.way_on != "",
                        rx.fragment(" ", link("Open billing", href=AssistantState.way_on)),
                    ),
                ),
                tone="warning",
            ),
        ),
        submit_on_enter(form_id=ASK),
        form_id=ASK,
        on_submit=AssistantState.ask,
        errors=AssistantState.errors,
        reset_on=AssistantState.sent,
        class_name="sticky bottom-4 rounded-xl border bg-surface p-3 shadow-card",
    )  # fmt: skip


def _welcome() -> rx.Component:
    return rx.cond(
        allowed(service.ask),
        empty_state(
            "Ask your first question",
            "The answer comes from your organization's documents and says which passages it used.",
            "message-circle-question",
        ),
        empty_state(
            "Open a shared conversation",
            "Your role may read what others share. Ask an owner or admin if you want to ask questions yourself.",
            "messages-square",
        ),
    )


def _deleting() -> Confirmation:
    return confirm(
        "delete-conversation",
        title="Delete {name}?",
        description="It cannot be brought back.",
        losses=["All questions and answers in it are gone, for everybody it is shared with too."],
        action="Delete",
        on_confirm=AssistantState.delete,
    )
