"""The mailed code and a new password."""

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

_FORM = "reset-password"


@page(
    "/reset-password",
    title="Choose a new password",
    requires=Access.PUBLIC,
    on_load=EntranceState.wait_for_mail,
)
def reset_password() -> rx.Component:
    return auth_layout(
        entry_form(
            code_field(_FORM),
            password_field("New password", "password", form_id=_FORM, new=True),
            action="/auth/reset-password",
            form_id=_FORM,
            submit="Set new password",
            carries=("flow",),
            prefills=("code",),
        ),
        resend_form(),
        inbox_hint(),
        title="Choose a new password",
        description="We have sent you a code. All browsers that are signed in now will be signed out.",
        footer=rx.fragment("Remembered it? ", onward_link("Sign in", "/sign-in")),
    )
