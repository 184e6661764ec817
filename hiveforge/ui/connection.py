"""A pill while the connection or the database is away. It blocks nothing: forms keep their text."""

import reflex as rx

from .live import Live


def connection_pill() -> rx.Component:
    """Not there while connected; the change is announced, also while a dialog is open, which hides all but live regions.

    Goes into `app.app_wraps[5, "Overlay"]` inside a fragment, because a wrap gets the rest of the app as a child.
    """
    return rx.el.div(
        rx.cond(Live.away, _pill(), rx.connection_banner(_pill())),
        role="status",
        aria_live="polite",
        class_name="pointer-events-none fixed bottom-5 left-1/2 z-[70] -translate-x-1/2",
    )


def _pill() -> rx.Component:
    return rx.el.div(
        rx.el.span(class_name="spinner", aria_hidden="true"), "Reconnecting…", class_name="connection-pill"
    )
