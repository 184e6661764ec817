"""Who used how much, and who may use how much."""

from typing import Any

import reflex as rx

from hiveforge.features.usage import service
from hiveforge.features.usage.schemas import MOST_BUDGET
from hiveforge.features.usage.state import UsagePage
from hiveforge.ui.allowed import allowed
from hiveforge.ui.avatar import avatar
from hiveforge.ui.badge import badge
from hiveforge.ui.button import button
from hiveforge.ui.card import card, card_header
from hiveforge.ui.data_table import Column, data_table
from hiveforge.ui.dialog import dialog, dialog_cancel, dialog_footer, open_dialog
from hiveforge.ui.empty_state import empty_state
from hiveforge.ui.event_form import event_form
from hiveforge.ui.field import field
from hiveforge.ui.menu import menu_item, row_menu
from hiveforge.ui.pagination import pagination
from hiveforge.ui.session import Session

from .shares import amount, share

_FORM = "budget"


def members_card() -> rx.Component:
    """Everybody who belongs here, and whoever did and used something."""
    return card(
        card_header("By member", "A budget is what somebody may use in each period. It starts anew with the credits."),
        data_table(
            "By member",
            UsagePage.members,
            [
                Column("Member", _name),
                Column("Credits", lambda row: amount(row.credits), align_right=True),
                Column("Share", lambda row: share(row.percent, f"Share of {row.name}"), hide_below="sm"),
                Column("Budget", _budget, align_right=True),
            ],
            row_key=lambda row: row.id,
            loading=UsagePage.loading,
            empty=empty_state("Go back to the first page", "There are fewer members than pages.", "users"),
            actions=_actions,
        ),
        pagination(UsagePage.page, UsagePage.total, noun="people"),
        rx.cond(allowed(service.set_budget), _dialog()),
    )


def _name(row: Any) -> rx.Component:
    return rx.el.div(
        rx.el.span(avatar(row.initials, row.picture), class_name="max-sm:hidden"),
        rx.el.span(row.name, class_name=rx.cond(row.here, "truncate font-medium", "truncate text-muted-foreground")),
        rx.cond(row.id == Session.user_id, badge("You")),
        class_name="flex max-w-72 min-w-0 items-center gap-3 max-sm:max-w-36",
    )


def _budget(row: Any) -> rx.Component:
    return rx.cond(
        row.budget != "",
        rx.el.span(
            rx.cond(row.reached, badge("Reached", "warning")),
            amount(row.budget),
            class_name="inline-flex flex-wrap items-center justify-end gap-x-2",
        ),
        rx.el.span("None", class_name="text-muted-foreground"),
    )


def _actions(row: Any) -> Any:
    """For those who may, at people who are here."""
    has = row.budget != ""
    return rx.cond(
        allowed(service.set_budget) & row.here,
        row_menu(
            menu_item(
                rx.cond(has, "Change budget…", "Set budget…"),
                "gauge",
                on_click=[UsagePage.edit(row.id), open_dialog(_FORM)],
            ),
            rx.cond(has, menu_item("Remove budget", "x", on_click=UsagePage.clear_budget(row.id))),
            label=f"Actions for {row.name}",
        ),
    )


def _dialog() -> rx.Component:
    """The state knows whom it is about: what the form sends is never for somebody who was asked about before."""
    return dialog(
        event_form(
            rx.el.div(
                field(
                    "Credits in each period", "credits", form_id=_FORM, input_type="number", required=True,
                    min=0, max=MOST_BUDGET, step=1, default_value=UsagePage.edited_budget, auto_complete="off",
                    description="What is used already counts. With 0, AI features stop for this person.",
                    error=UsagePage.errors["credits"],
                ),
                key=f"{UsagePage.edited}/{UsagePage.edited_budget}",
            ),
            dialog_footer(dialog_cancel(), button("Save budget", type="submit")),
            form_id=_FORM, on_submit=UsagePage.set_budget, errors=UsagePage.errors,
        ),
        name=_FORM, title=f"Budget of {UsagePage.edited_name}", close_on=UsagePage.saved,
    )  # fmt: skip
