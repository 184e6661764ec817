"""What fills a page that somebody may not see, that does not exist, or that could not be loaded."""

from typing import Any

import reflex as rx

from .base import Node
from .button import button, button_class
from .error_state import error_state
from .link import nav_link
from .refresh import refresh_every
from .session import Session

SECONDS_BETWEEN_TRIES = 4
_WHY_NOTHING = (
    "The address may be mistyped, the organization may have moved or been deleted, or you no longer belong to it."
)
_ELSEWHERE = ("See your organizations", "/organizations")


def unless_refused(
    content: Node, again: Any, *, why_nothing: str = _WHY_NOTHING, elsewhere: tuple[str, str] = _ELSEWHERE
) -> rx.Component:
    """The page's content, or why it is not there. `again` is the event that asks once more.

    `why_nothing` says what may have become of a page that is not found, `elsewhere` is a link's text and where it leads.
    """
    retry = button("Try again", variant="secondary", on_click=again)
    return rx.match(
        Session.refusal,
        ("", content),
        ("not_found", _not_found(why_nothing, *elsewhere)),
        ("not_allowed", _refused("You cannot open this page", "lock", _home_link())),
        (
            "unavailable",
            rx.fragment(
                _refused("We cannot reach our database", "plug-zap", retry),
                refresh_every(SECONDS_BETWEEN_TRIES, again),
            ),
        ),
        _refused("This page could not be loaded", "triangle-alert", retry),
    )  # pyright: ignore[reportReturnType]


def _not_found(why: str, text: str, to: str) -> rx.Component:
    return error_state(
        "There is nothing here",
        why,
        nav_link(text, to=to, class_name=button_class("secondary")),
        icon="compass",
        heading=True,
    )


def _refused(title: str, icon: str, action: rx.Component) -> rx.Component:
    return error_state(title, Session.refusal_message, action, icon=icon, heading=True)


def _home_link() -> rx.Component:
    return nav_link(
        "Go to the overview", to=rx.Var.create("/o/") + Session.organization, class_name=button_class("secondary")
    )
