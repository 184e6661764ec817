"""Parts of the inbox page."""

from typing import Any

import reflex as rx

from hiveforge.ui.button import button_class
from hiveforge.ui.empty_state import empty_state
from hiveforge.ui.link import native_link
from hiveforge.ui.query import query_link
from hiveforge.ui.relative_time import exact_time, relative_time
from hiveforge.ui.skeleton import skeleton_rows
from hiveforge.ui.tabs import tabs

from .state import InboxState

# No scripts and an origin of its own: a message may style itself and open links, nothing else.
SANDBOX = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"


def message_list() -> rx.Component:
    return rx.el.nav(
        rx.cond(
            InboxState.messages.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]
            rx.el.ol(rx.foreach(InboxState.messages, _line), class_name="divide-y"),
            rx.cond(InboxState.loaded, _nothing(), rx.el.div(skeleton_rows(5), class_name="p-4")),
        ),
        aria_label="Messages",
        class_name="min-h-0 overflow-y-auto",
    )


def reading_pane() -> rx.Component:
    opened = InboxState.opened
    return rx.cond(
        opened.id != "",
        rx.el.article(
            query_link(
                rx.icon("arrow-left", size=14, aria_hidden="true"),
                "All mail",
                changes={"message": ""},
                class_name=button_class("ghost", "sm", "-ml-3 w-fit md:hidden"),
            ),
            rx.el.header(
                rx.el.h2(opened.subject, class_name="text-base font-semibold tracking-tight break-words"),
                rx.el.p(
                    "To ",
                    rx.el.span(opened.recipient, class_name="text-foreground"),
                    " from ",
                    opened.sender,
                    " · ",
                    exact_time(opened.at),
                    class_name="mt-1 text-[0.8125rem] break-words text-muted-foreground",
                ),
            ),
            tabs(
                {"Message": _html(opened), "Text": _text(opened), "Headers": _headers(opened)}, "Forms of this message"
            ),
            aria_label="Open message",
            class_name="grid min-h-0 grid-cols-[minmax(0,1fr)] content-start gap-4 overflow-y-auto p-4 sm:p-6",
        ),
        rx.el.div(
            empty_state("Open a message", "Its links and codes work, as they would in a real inbox.", "mail-open"),
            class_name="grid place-content-center max-md:hidden",
        ),
    )


def _line(mail: Any) -> rx.Component:
    return rx.el.li(
        query_link(
            rx.el.span(
                rx.el.span(mail.recipient, class_name="truncate text-[0.8125rem] font-medium"),
                relative_time(mail.at, "text-xs text-muted-foreground"),
                class_name="flex items-baseline justify-between gap-3",
            ),
            rx.el.span(mail.subject, class_name="mt-0.5 block truncate text-[0.8125rem] text-muted-foreground"),
            changes={"message": mail.id},
            aria_current=rx.cond(InboxState.opened.id == mail.id, "true", "false"),
            class_name=(
                "block px-4 py-3 -outline-offset-2 hover:bg-muted/60 aria-[current=true]:bg-muted "
                "aria-[current=true]:shadow-[inset_2px_0_var(--brand)]"
            ),
        ),
        key=mail.id,
    )


def _nothing() -> rx.Component:
    return rx.cond(
        InboxState.searched,
        empty_state(
            "Nothing matches",
            "No recipient, subject or text contains these words.",
            "search-x",
            query_link("Clear the search", changes={"q": ""}, class_name=button_class("secondary", "sm")),
        ),
        empty_state(
            "Sign up to receive your first mail",
            "While no mail provider is configured, everything HiveForge sends arrives here.",
            "inbox",
            native_link("Go to sign-up", href="/sign-up", class_name=button_class("secondary", "sm")),
        ),
    )


def _html(opened: Any) -> rx.Component:
    return rx.el.iframe(
        src=f"/inbox/messages/{opened.id}/html",
        title="Message as HTML",
        sandbox=SANDBOX,
        class_name="h-[max(28rem,calc(100dvh-15rem))] w-full rounded-lg border bg-canvas",
    )


def _text(opened: Any) -> rx.Component:
    return rx.el.pre(
        opened.text,
        tab_index=0,
        class_name="overflow-x-auto rounded-lg border bg-surface p-4 font-mono text-xs/5 whitespace-pre-wrap break-words",
    )


def _headers(opened: Any) -> rx.Component:
    return rx.el.dl(
        rx.foreach(
            opened.headers,
            lambda header: rx.fragment(
                rx.el.dt(header[0], class_name="text-muted-foreground"),
                rx.el.dd(header[1], class_name="min-w-0 font-mono text-xs/5 break-words"),
            ),
        ),
        class_name="grid grid-cols-[auto_minmax(0,1fr)] gap-x-6 gap-y-2 text-[0.8125rem]",
    )
