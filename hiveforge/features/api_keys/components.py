"""Parts of the page of API keys."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import reflex as rx

from hiveforge.core.permissions import Permission
from hiveforge.ui.allowed import allowed
from hiveforge.ui.badge import badge
from hiveforge.ui.button import button
from hiveforge.ui.card import card
from hiveforge.ui.checkbox import checkbox
from hiveforge.ui.confirm import Confirmation, confirm
from hiveforge.ui.data_table import Column, data_table
from hiveforge.ui.dialog import dialog, dialog_cancel, dialog_footer, open_dialog
from hiveforge.ui.empty_state import empty_state
from hiveforge.ui.event_form import event_form
from hiveforge.ui.field import field, fieldset
from hiveforge.ui.menu import menu_item, menu_separator, row_menu
from hiveforge.ui.native_select import native_select
from hiveforge.ui.relative_time import day, relative_time
from hiveforge.ui.shown_once import shown_once

from . import rules, service
from .schemas import LONGEST_NAME, TICKED
from .state import ApiKeysState

CREATE, ROLL, REVOKE = "create-api-key", "roll-api-key", "revoke-api-key"
_LIVES = {"30": "30 days", "90": "90 days", "365": "A year", "": "Until it is revoked"}
_OVERLAPS = {
    "0": "Ends at once",
    "1": "Works for an hour more",
    "24": "Works for a day more",
    "168": "Works for a week more",
}


def create_button() -> rx.Component:
    return rx.cond(
        allowed(service.create),
        button(rx.icon("plus", size=15, aria_hidden="true"), "Create API key", on_click=open_dialog(CREATE)),
    )


def dialogs() -> rx.Component:
    """Making and rolling a key."""
    return rx.fragment(
        rx.cond(allowed(service.create), _create_dialog()), rx.cond(allowed(service.roll), _roll_dialog())
    )


def secret_card() -> rx.Component:
    """The new secret, until it was copied."""
    return shown_once(
        ApiKeysState.secret,
        title=f"Secret of {ApiKeysState.secret_of}",
        warning="Whoever has it can do what the key may do.",
        noun="secret",
        on_saved=ApiKeysState.put_secret_away,
    )


def keys_card() -> rx.Component:
    revoking = confirm(
        REVOKE,
        title="Revoke {name}?",
        description="Every program that uses it is refused from its next request on. This cannot be undone.",
        action="Revoke API key",
        on_confirm=ApiKeysState.revoke,
    )
    return rx.fragment(
        card(
            data_table(
                "API keys",
                ApiKeysState.rows,
                [
                    Column("Name", _name),
                    Column("May do", _scopes, hide_below="lg"),
                    Column("Made by", lambda row: rx.el.span(row.made_by, class_name="truncate"), hide_below="md"),
                    Column("Last used", _used, hide_below="sm"),
                    Column("Expires", _expires),
                ],
                row_key=lambda row: row.id,
                loading=ApiKeysState.loading,
                empty=_nothing_yet(),
                actions=lambda row: rx.cond(allowed(service.revoke), _actions(row, revoking)),
            ),
        ),
        revoking.component,
    )


def _create_dialog() -> rx.Component:
    return dialog(
        event_form(
            field(
                "Name", "name", form_id=CREATE, required=True, max_length=LONGEST_NAME, auto_complete="off",
                placeholder="Nightly import", description="What uses it, so that you know later.",
                error=ApiKeysState.errors["name"],
            ),
            field(
                "Works for", "expires_in_days", form_id=CREATE, control=partial(native_select, _LIVES), default_value="90",
            ),
            rx.el.div(
                *[_area(area, scopes) for area, scopes in rules.SCOPES.items()],
                class_name="grid items-start gap-4 sm:grid-cols-2",
            ),
            dialog_footer(dialog_cancel(), button("Create API key", type="submit")),
            form_id=CREATE, on_submit=ApiKeysState.create, errors=ApiKeysState.errors, reset_on=ApiKeysState.made,
        ),
        name=CREATE,
        title="Create API key",
        description="It acts for you, in this organization, and never does more than you may do yourself.",
        close_on=ApiKeysState.made,
    )  # fmt: skip


def _area(area: str, scopes: Mapping[Permission, str]) -> rx.Component:
    return fieldset(
        area,
        *[
            checkbox(
                words,
                f"{TICKED}{permission}",
                description=permission.value,
                default_checked=permission is Permission.ORGANIZATION_READ,
            )
            for permission, words in scopes.items()
        ],
    )


def _roll_dialog() -> rx.Component:
    """Opened by the rows, which say first which key it is about."""
    return dialog(
        event_form(
            field(
                "The secret of now", "overlap_hours", form_id=ROLL, control=partial(native_select, _OVERLAPS),
                default_value="24", description="Time to put the new one in place everywhere.",
            ),
            dialog_footer(dialog_cancel(), button("Roll API key", type="submit")),
            form_id=ROLL, on_submit=ApiKeysState.roll, errors=ApiKeysState.errors, reset_on=ApiKeysState.made,
        ),
        name=ROLL,
        title=f"Roll {ApiKeysState.rolled_name}",
        description="It gets a new secret, shown once. Scopes, budget and what it used stay.",
        close_on=ApiKeysState.made,
        asks=False,
    )  # fmt: skip


def _name(row: Any) -> rx.Component:
    return rx.el.div(
        rx.el.p(row.name, title=row.name, class_name="max-w-64 truncate font-medium max-sm:max-w-40"),
        rx.el.p(row.hint, class_name="font-mono text-xs whitespace-nowrap text-muted-foreground"),
    )


def _scopes(row: Any) -> rx.Component:
    return rx.el.p(
        row.scopes, title=row.scopes, class_name="line-clamp-2 max-w-80 text-xs text-muted-foreground whitespace-normal"
    )


def _used(row: Any) -> rx.Component:
    return rx.cond(row.used != "", relative_time(row.used), rx.el.span("Never", class_name="text-muted-foreground"))


def _expires(row: Any) -> rx.Component:
    return rx.el.div(
        rx.cond(
            row.expired,
            badge("Expired", "danger"),
            rx.cond(row.expires != "", day(row.expires), rx.el.span("Never", class_name="text-muted-foreground")),
        ),
        rx.cond(
            row.old != "",
            rx.el.p("Old secret ends ", relative_time(row.old), class_name="text-xs text-muted-foreground"),
        ),
    )


def _actions(row: Any, revoking: Confirmation) -> rx.Component:
    return row_menu(
        rx.cond(
            row.mine,
            rx.fragment(
                menu_item("Roll…", "refresh-cw", on_click=[ApiKeysState.begin_roll(row.id), open_dialog(ROLL)]),
                menu_separator(),
            ),
        ),
        menu_item("Revoke…", "ban", danger=True, on_click=revoking.ask(row.id, row.name)),
        label=f"Actions for {row.name}",
    )


def _nothing_yet() -> rx.Component:
    return empty_state(
        "Let a program in",
        "With an API key your own programs do over HTTP what you do here.",
        "key-round",
        rx.cond(allowed(service.create), button("Create API key", on_click=open_dialog(CREATE))),
    )
