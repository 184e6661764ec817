"""Asking for the code that allows a new password."""

import reflex as rx

from hiveforge.core.permissions import Access
from hiveforge.features.accounts.components import email_field, entry_form, onward_link
from hiveforge.features.accounts.state import EntranceState
from hiveforge.ui.auth_layout import auth_layout
from hiveforge.ui.page import page

_FORM = "forgot-password"


@page(
    "/forgot-password",
    title="Forgot your password?",
    requires=Access.PUBLIC,
    on_load=EntranceState.wait_for_mail,
)
def forgot_password() -> rx.Component:
    return auth_layout(
        entry_form(email_field(_FORM), action="/auth/forgot-password", form_id=_FORM, submit="Email me a code"),
        title="Forgot your password?",
        description="We send a code to your mailbox, with which you choose a new one.",
        footer=rx.fragment("Remembered it? ", onward_link("Sign in", "/sign-in")),
    )
