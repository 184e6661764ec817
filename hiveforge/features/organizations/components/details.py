"""Name and address of an organization, and what happens when two people change them at once."""

from typing import Any

import reflex as rx

from hiveforge.features import files
from hiveforge.features.organizations import service
from hiveforge.features.organizations.schemas import LONGEST_NAME, LONGEST_SLUG
from hiveforge.features.organizations.state import FrameState, SettingsState
from hiveforge.ui.allowed import allowed
from hiveforge.ui.banner import notice
from hiveforge.ui.button import button
from hiveforge.ui.card import card, card_body, card_header
from hiveforge.ui.event_form import event_form
from hiveforge.ui.field import field
from hiveforge.ui.picture_upload import picture_upload
from hiveforge.ui.session import Session
from hiveforge.ui.skeleton import skeleton

_FORM = "organization"
SLUG_HELP = "Lower-case letters, digits and hyphens. It stands in every link: /o/address."


def details_card() -> rx.Component:
    return card(
        card_header("Name and address", rx.cond(allowed(service.update), "", "Owners and admins can change these.")),
        card_body(
            rx.cond(
                SettingsState.filled > 0,
                rx.cond(allowed(service.update), _editable(), _readable()),
                rx.el.div(
                    skeleton("h-9 max-w-md"), skeleton("h-9 max-w-md"), aria_busy="true", class_name="grid gap-5"
                ),
            )
        ),
    )


def logo_card() -> rx.Component:
    return card(
        card_header("Logo", "Shown in the switcher, to everybody in the organization."),
        card_body(
            picture_upload(
                FrameState.here.initials,
                SettingsState.picture,
                action=rx.Var.create("/api/v1/organizations/") + Session.organization + "/logo",
                upload_id="logo",
                largest=files.LARGEST_PICTURE,
                square=True,
                on_uploaded=SettingsState.see_logo,
                on_remove=SettingsState.remove_logo,
            )
        ),
    )


def slug_field(form_id: str, **props: Any) -> rx.Component:
    """The address, typed or made from the name."""
    return field(
        "Address", "slug", form_id=form_id, max_length=LONGEST_SLUG, auto_complete="off", auto_capitalize="none",
        spell_check=False, description=SLUG_HELP, **props,
    )  # fmt: skip


def name_field(form_id: str, **props: Any) -> rx.Component:
    return field(
        "Name", "name", form_id=form_id, required=True, max_length=LONGEST_NAME, auto_complete="organization", **props
    )


def _editable() -> rx.Component:
    return event_form(
        rx.cond(SettingsState.theirs_name != "", _theirs()),
        rx.el.input(type="hidden", name="version", value=f"{SettingsState.version}"),
        rx.el.div(
            name_field(_FORM, default_value=SettingsState.name, error=SettingsState.errors["name"]),
            slug_field(_FORM, default_value=SettingsState.address, required=True, error=SettingsState.errors["slug"]),
            rx.el.p(
                "Pages at the old address stop working when you change it. Open tabs follow; links in mails and "
                "bookmarks do not.",
                class_name="text-xs text-muted-foreground",
            ),
            key=SettingsState.filled,
            class_name="grid gap-4",
        ),
        rx.el.div(button("Save", type="submit")),
        form_id=_FORM, on_submit=SettingsState.save, errors=SettingsState.errors, class_name="max-w-md",
    )  # fmt: skip


def _theirs() -> rx.Component:
    return notice(
        rx.fragment(
            rx.el.p(
                SettingsState.theirs_by, " changed this while you were editing. Now it is “",
                SettingsState.theirs_name, "” at /o/", SettingsState.theirs_address, ".",
            ),
            rx.el.div(
                button("Use their version", variant="secondary", size="sm", on_click=SettingsState.load),
                class_name="mt-2",
            ),
        ),
        tone="warning",
    )  # fmt: skip


def _readable() -> rx.Component:
    return rx.el.dl(
        rx.el.dt("Name", class_name="text-muted-foreground"),
        rx.el.dd(SettingsState.name, class_name="min-w-0 break-words"),
        rx.el.dt("Address", class_name="text-muted-foreground"),
        rx.el.dd("/o/", SettingsState.address),
        class_name="grid grid-cols-[auto_minmax(0,1fr)] gap-x-8 gap-y-2 text-sm",
    )
