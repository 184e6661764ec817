"""The person's name and password."""

import reflex as rx

from hiveforge.features import files
from hiveforge.features.accounts import service
from hiveforge.features.accounts.components import password_field
from hiveforge.features.accounts.schemas import LONGEST_NAME
from hiveforge.features.accounts.state import PasswordState, ProfileState
from hiveforge.ui.button import button
from hiveforge.ui.card import card, card_body, card_header
from hiveforge.ui.event_form import event_form
from hiveforge.ui.field import field
from hiveforge.ui.live import on_news
from hiveforge.ui.navigation import Nav
from hiveforge.ui.page import page
from hiveforge.ui.page_header import page_header
from hiveforge.ui.picture_upload import picture_upload


@page(
    "/account",
    title="Your account",
    requires=service.get_profile,
    on_load=ProfileState.load,
    nav=Nav("Profile", "user", order=10),
)
def account() -> rx.Component:
    return rx.fragment(
        page_header("Your account", "Who you are to everybody you work with."),
        card(
            card_header("Profile", "Your picture and your name stand beside what you do."),
            card_body(_picture(), _profile()),
        ),
        card(
            card_header("Password", "A change signs all other browsers out."),
            card_body(_password()),
        ),
        on_news("profile", ProfileState.load),
    )


def _picture() -> rx.Component:
    return picture_upload(
        ProfileState.initials,
        ProfileState.picture,
        action="/api/v1/me/avatar",
        upload_id="avatar",
        largest=files.LARGEST_PICTURE,
        on_uploaded=ProfileState.see_picture,
        on_remove=ProfileState.remove_picture,
    )


def _profile() -> rx.Component:
    return event_form(
        field(
            "Name", "name", form_id="profile", required=True, max_length=LONGEST_NAME, auto_complete="name",
            default_value=ProfileState.name,
        ),
        field(
            "Email", "email", form_id="profile", value=ProfileState.email, disabled=True, auto_complete="email",
            description="The address you sign in with.",
        ),
        rx.el.div(button("Save", type="submit")),
        form_id="profile", on_submit=ProfileState.rename, errors=ProfileState.errors, class_name="max-w-md",
    )  # fmt: skip


def _password() -> rx.Component:
    form_id = "password"
    return event_form(
        # Password managers file what is typed here under this name.
        rx.el.input(type="text", value=ProfileState.email, auto_complete="username", read_only=True, hidden=True),
        password_field(
            "Current password", "current_password", form_id=form_id
        ),
        password_field("New password", "new_password", form_id=form_id, new=True),
        rx.el.div(button("Change password", type="submit")),
        form_id=form_id, on_submit=PasswordState.change, errors=PasswordState.errors, reset_on=PasswordState.changed,
        class_name="max-w-md",
    )  # fmt: skip
