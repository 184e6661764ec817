"""Where the mailed code goes, after signing up and for signing in."""

import reflex as rx

from hiveforge.core.permissions import Access
from hiveforge.features.accounts.components import (
    code_field,
    entry_form,
    inbox_hint,
    onward_link,
    password_field,
    resend_form,
)
from hiveforge.features.accounts.state import EntranceState
from hiveforge.ui.auth_layout import auth_layout
from hiveforge.ui.page import page

_FORM = "verify"


@page(
    "/verify",
    title="Enter your code",
    requires=Access.PUBLIC,
    on_load=EntranceState.wait_for_mail,
)
def verify() -> rx.Component:
    """Opening it redeems nothing, whatever its address says: mail scanners open it too."""
    return auth_layout(
        entry_form(
            code_field(_FORM),
            password_field(
                "Password", "password", form_id=_FORM, required=False, reveal=True,
                description="The one you chose when you signed up.",
            ),
            action="/auth/verify",
            form_id=_FORM,
            submit="Continue",
            carries=("flow",),
            prefills=("code",),
        ),
        resend_form(),
        inbox_hint(),
        title="Check your email",
        description="We have sent you a code. It works once, for 15 minutes.",
        footer=rx.fragment("Wrong address? ", onward_link("Start again", "/sign-in")),
    )  # fmt: skip
