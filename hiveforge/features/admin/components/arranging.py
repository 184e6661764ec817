"""The dialog where a plan is arranged or its terms are changed."""

from typing import Any

import reflex as rx

from hiveforge.features import billing, plans
from hiveforge.features.admin.state import OrganizationState
from hiveforge.ui.banner import notice
from hiveforge.ui.button import button
from hiveforge.ui.checkbox import checkbox
from hiveforge.ui.dialog import dialog, dialog_cancel, dialog_footer
from hiveforge.ui.event_form import event_form
from hiveforge.ui.field import ERROR, FieldError, field
from hiveforge.ui.relative_time import day
from hiveforge.ui.textarea import textarea

ARRANGE = "arrange-plan"
_AGREES = "ends_subscription"
_PLAN = billing.ARRANGED_PLAN.name
_LABELS = {one: plans.QUANTITIES[one].name for one in plans.Quantity} | {
    plans.Quantity.STORAGE_MEGABYTES: "Storage in megabytes",
    plans.Quantity.FILE_MEGABYTES: "Largest file in megabytes",
}


def arrange_dialog() -> rx.Component:
    state = OrganizationState
    return dialog(
        event_form(
            rx.cond(~state.arranged & (state.paid != ""), _subscription()),
            rx.el.div(
                rx.el.div(*[_limit(quantity) for quantity in plans.Quantity], class_name="grid items-start gap-4 sm:grid-cols-2"),
                field(
                    "Runs until", "until", form_id=ARRANGE, input_type="date", default_value=state.typed["until"],
                    description="Its last day, by UTC. Leave it empty for an open end.", error=state.errors["until"],
                ),
                field(
                    "Note", "note", form_id=ARRANGE, control=textarea, rows=2, default_value=state.note,
                    max_length=billing.LONGEST_NOTE, description="For platform admins only, such as the contract's number.",
                    error=state.errors["note"],
                ),
                key=f"{state.filled}",
                class_name="grid gap-4",
            ),
            dialog_footer(
                dialog_cancel(),
                button(rx.cond(state.arranged, "Change terms", f"Arrange {_PLAN}"), type="submit", loading=state.busy),
            ),
            form_id=ARRANGE, on_submit=state.arrange, errors=state.errors,
        ),
        name=ARRANGE,
        title=rx.cond(state.arranged, "Change terms", f"Arrange {_PLAN}"),  # pyright: ignore[reportArgumentType]
        description="The terms count at once. A field that is left empty is without limit.",
        close_on=state.arranged_now,
        class_name="sm:w-[36rem]",
    )  # fmt: skip


def _subscription() -> rx.Component:
    """Nobody pays for two plans: whoever arranges one agrees to end the other."""
    state = OrganizationState
    return notice(
        rx.fragment(
            rx.el.p(
                f"At Stripe this organization has {state.paid}, in a period that ends on ",
                day(state.paid_until),
                ". It is ended there at once and charged no more. Nothing is refunded by itself: what is left of a paid "
                "period can be refunded in Stripe's dashboard.",
            ),
            rx.el.div(
                checkbox(
                    "End it now", _AGREES, id=f"{ARRANGE}-{_AGREES}", aria_describedby=f"{ARRANGE}-{_AGREES}-error"
                ),
                FieldError.create(id=f"{ARRANGE}-{_AGREES}-error", class_name=ERROR, error=state.errors[_AGREES]),
                class_name="mt-2 grid gap-1 text-foreground",
            ),
        ),
        tone="warning",
    )


def _limit(quantity: plans.Quantity) -> Any:
    state = OrganizationState
    return field(
        _LABELS[quantity], quantity.value, form_id=ARRANGE, input_mode="numeric", auto_complete="off",
        default_value=state.typed[quantity.value], error=state.errors[quantity.value],
    )  # fmt: skip
