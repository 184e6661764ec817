"""Whole pages for what went wrong: nothing at this address, and a crash in the browser."""

import reflex as rx
from reflex_components_core.base.error_boundary import error_boundary as reflex_boundary

from .button import button_class
from .error_state import error_state
from .link import native_link, nav_link
from .logo import logo

PAGE = "flex min-h-dvh flex-col items-center justify-center bg-canvas p-6"


def not_found_page() -> rx.Component:
    """The same for what does not exist and for what belongs to somebody else."""
    return rx.el.main(
        error_state(
            "There is nothing here",
            "The address may be mistyped, or the page may belong to an organization you are not a member of.",
            nav_link("Go to the start page", to="/", class_name=button_class("secondary")),
            icon="compass",
            heading=True,
        ),
        id="main",
        class_name=PAGE,
    )


def error_boundary(stateful: bool) -> rx.Component:
    """`app.app_wraps[55, "ErrorBoundary"]`. Reflex's own prints the JavaScript stack to people; ours reports it to the
    server, except on pages without a state: these have no connection to it.
    """
    words = (
        "The error has been reported. Reload the page; what you saved is safe."
        if stateful
        else "Something in it broke in your browser. Reload the page, or try again later."
    )
    fallback = rx.el.main(
        native_link(logo(28), href="/", aria_label="HiveForge", class_name="mb-2"),
        error_state(
            "This page stopped working",
            words,
            native_link("Reload the page", href="", class_name=button_class("primary")),
            native_link("Go to the start page", href="/", class_name=button_class("secondary")),
            heading=True,
        ),
        id="main",
        class_name=PAGE,
    )
    shown = rx.Var.create(fallback)
    if stateful:
        return reflex_boundary(fallback_render=shown)
    return reflex_boundary(fallback_render=shown, on_error=rx.noop())
