"""Signing in without a password, by a mailed code."""

import reflex as rx

from hiveforge.core.permissions import Access
from hiveforge.features.accounts.components import email_field, entry_form, onward_link
from hiveforge.features.accounts.state import EntranceState
from hiveforge.ui.auth_layout import auth_layout
from hiveforge.ui.page import page

_FORM = "sign-in-code"


@page(
    "/sign-in/code",
    title="Sign in with a code",
    requires=Access.PUBLIC,
    on_load=EntranceState.arrive,
)
def sign_in_code() -> rx.Component:
    return auth_layout(
        entry_form(email_field(_FORM), action="/auth/sign-in-code", form_id=_FORM, submit="Email me a code"),
        title="Sign in with a code",
        description="We send a code to your mailbox. It works in this browser only.",
        footer=onward_link("Sign in with your password", "/sign-in"),
    )
