"""What the tables of members and of API keys have in common: the budget, and the dialog that changes it."""

from typing import Any

import reflex as rx

from hiveforge.features.usage.schemas import MOST_BUDGET
from hiveforge.features.usage.state import UsagePage
from hiveforge.ui.badge import badge
from hiveforge.ui.button import button
from hiveforge.ui.dialog import dialog, dialog_cancel, dialog_footer, open_dialog
from hiveforge.ui.event_form import event_form
from hiveforge.ui.field import field
from hiveforge.ui.menu import menu_item, row_menu

from .shares import amount


def budget(row: Any) -> rx.Component:
    return rx.cond(
        row.budget != "",
        rx.el.span(
            rx.cond(row.reached, badge("Reached", "warning")),
            amount(row.budget),
            class_name="inline-flex flex-wrap items-center justify-end gap-x-2",
        ),
        rx.el.span("None", class_name="text-muted-foreground"),
    )


def budget_actions(row: Any, form: str, edit: Any, clear: Any) -> rx.Component:
    """What can be done with a row's budget; `form` is the name of the dialog."""
    has = row.budget != ""
    return row_menu(
        menu_item(rx.cond(has, "Change budget…", "Set budget…"), "gauge", on_click=[edit(row.id), open_dialog(form)]),
        rx.cond(has, menu_item("Remove budget", "x", on_click=clear(row.id))),
        label=f"Actions for {row.name}",
    )


def budget_dialog(form: str, on_submit: Any, description: str) -> rx.Component:
    """The state knows whom it is about: what the form sends is never for somebody who was asked about before."""
    return dialog(
        event_form(
            rx.el.div(
                field(
                    "Credits in each period", "credits", form_id=form, input_type="number", required=True,
                    min=0, max=MOST_BUDGET, step=1, default_value=UsagePage.edited_budget, auto_complete="off",
                    description=description,
                    error=UsagePage.errors["credits"],
                ),
                key=f"{UsagePage.edited}/{UsagePage.edited_budget}",
            ),
            dialog_footer(dialog_cancel(), button("Save budget", type="submit")),
            form_id=form, on_submit=on_submit, errors=UsagePage.errors,
        ),
        name=form, title=f"Budget of {UsagePage.edited_name}", close_on=UsagePage.saved,
    )  # fmt: skip
