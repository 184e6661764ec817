import reflex as rx

from hiveforge.ui.auth_layout import auth_layout
from hiveforge.ui.button import button
from hiveforge.ui.field import field
from hiveforge.ui.link import link
from hiveforge.ui.post_form import post_form


def entrance() -> rx.Component:
    return auth_layout(
        post_form(
            field("Email", "email", form_id="entrance", input_type="email", required=True),
            field("Password", "password", form_id="entrance", input_type="password", required=True),
            field("Code", "code", form_id="entrance", reveal=True, required=True),
            button("Sign in", type="submit"),
            action="/auth/entrance",
            form_id="entrance",
        ),
        title="Sign in",
        footer=link("Pieces", href="/pieces"),
    )
