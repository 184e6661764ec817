"""The browsers a person is signed in with."""

from typing import Any

import reflex as rx

from hiveforge.features.accounts import service
from hiveforge.features.accounts.state import SessionsState
from hiveforge.ui.badge import badge
from hiveforge.ui.button import button
from hiveforge.ui.card import card, card_header
from hiveforge.ui.confirm import confirm
from hiveforge.ui.live import on_news
from hiveforge.ui.navigation import Nav
from hiveforge.ui.page import page
from hiveforge.ui.page_header import page_header
from hiveforge.ui.relative_time import day, relative_time
from hiveforge.ui.skeleton import skeleton_rows


@page(
    "/account/sessions",
    title="Sessions",
    requires=service.list_sessions,
    on_load=SessionsState.load,
    nav=Nav("Sessions", "monitor-smartphone", order=20),
)
def sessions() -> rx.Component:
    leaving = confirm(
        "revoke-others",
        title="Sign out all other browsers?",
        description="They have to sign in again. This browser stays signed in.",
        action="Sign out all others",
        on_confirm=SessionsState.revoke_others,
    )
    return rx.fragment(
        page_header("Sessions", "The browsers you are signed in with."),
        card(
            card_header(
                "Signed-in browsers",
                "Sign out what you do not know, and change your password then.",
                rx.cond(
                    SessionsState.others > 0,
                    button("Sign out all others", variant="secondary", size="sm", on_click=leaving.ask("", "")),
                ),
            ),
            rx.cond(
                SessionsState.loading,
                rx.el.div(skeleton_rows(3), class_name="border-t px-5", aria_busy="true"),
                rx.el.ul(
                    rx.foreach(SessionsState.sessions, _line), class_name="divide-y border-t", aria_label="Sessions"
                ),
            ),
        ),
        leaving.component,
        on_news("sessions", SessionsState.load),
    )


def _line(line: Any) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                line.browser,
                rx.cond(line.current, badge("This browser", "success", dot=True)),
                class_name="flex flex-wrap items-center gap-2 font-medium",
            ),
            rx.el.p(
                line.address, " · last used ", relative_time(line.last_seen), " · since ", day(line.since),
                class_name="text-[0.8125rem] text-muted-foreground",
            ),
            class_name="grid min-w-0 gap-0.5",
        ),
        rx.cond(
            line.current,
            rx.fragment(),
            button(
                "Sign out", variant="secondary", size="sm", on_click=SessionsState.revoke(line.id),
                aria_label=f"Sign out {line.browser}",
            ),
        ),
        key=line.id,
        class_name="flex min-h-16 items-center justify-between gap-4 px-5 py-3",
    )  # fmt: skip
