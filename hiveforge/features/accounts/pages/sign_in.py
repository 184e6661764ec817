"""Signing in with a password; in development with the demo log-ins beside it."""

import reflex as rx

from hiveforge.core.permissions import Access
from hiveforge.features.accounts.components import (
    demo_accounts,
    email_field,
    entry_form,
    onward_link,
    password_field,
)
from hiveforge.features.accounts.state import EntranceState
from hiveforge.ui.auth_layout import auth_layout, divider
from hiveforge.ui.page import page

_FORM = "sign-in"


@page(
    "/sign-in",
    title="Sign in",
    description="Sign in to HiveForge with your password or a code sent to your mailbox.",
    requires=Access.PUBLIC,
    on_load=EntranceState.arrive,
)
def sign_in() -> rx.Component:
    return auth_layout(
        entry_form(
            email_field(_FORM),
            password_field(
                "Password",
                "password",
                form_id=_FORM,
                action=onward_link("Forgot password?", "/forgot-password", small=True),
            ),
            action="/auth/sign-in",
            form_id=_FORM,
            submit="Sign in",
        ),
        divider("or"),
        rx.el.p(onward_link("Email me a code instead", "/sign-in/code"), class_name="text-center text-sm"),
        title="Sign in",
        footer=rx.fragment("New here? ", onward_link("Create an account", "/sign-up")),
        below=demo_accounts(_FORM),
    )
