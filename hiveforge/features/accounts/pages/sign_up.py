"""Creating an account: name, address and password; the mailed code does the rest."""

import reflex as rx

from hiveforge.core.permissions import Access
from hiveforge.features.accounts.components import email_field, entry_form, onward_link, password_field
from hiveforge.features.accounts.schemas import LONGEST_NAME
from hiveforge.features.accounts.state import EntranceState
from hiveforge.ui.auth_layout import auth_layout
from hiveforge.ui.field import field
from hiveforge.ui.page import page

_FORM = "sign-up"


@page(
    "/sign-up",
    title="Create an account",
    description="Create a HiveForge account with your email address.",
    requires=Access.PUBLIC,
    on_load=EntranceState.arrive,
)
def sign_up() -> rx.Component:
    return auth_layout(
        entry_form(
            field(
                "Name", "name", form_id=_FORM, required=True, max_length=LONGEST_NAME, auto_complete="name",
                description="As your colleagues know you.",
            ),
            email_field(_FORM),
            password_field("Password", "password", form_id=_FORM, new=True),
            action="/auth/sign-up",
            form_id=_FORM,
            submit="Create account",
        ),
        title="Create an account",
        description="We send you a code to prove that the address is yours.",
        footer=rx.fragment("Have an account? ", onward_link("Sign in", "/sign-in")),
    )  # fmt: skip
