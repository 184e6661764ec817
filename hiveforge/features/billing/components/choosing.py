"""The dialog where a plan is bought or changed: nothing is charged that was not shown first.

`?seats=7#choose-plan` in the address opens it on seven seats.
"""

from functools import partial
from typing import Any

import reflex as rx

from hiveforge.features import plans
from hiveforge.features.billing import service
from hiveforge.features.billing.state import BillingPage, ChoosingState
from hiveforge.ui.allowed import allowed
from hiveforge.ui.banner import notice
from hiveforge.ui.button import button
from hiveforge.ui.dialog import dialog, dialog_cancel, dialog_footer
from hiveforge.ui.field import field
from hiveforge.ui.native_select import native_select
from hiveforge.ui.open_from_address import OpenFromAddress
from hiveforge.ui.relative_time import day
from hiveforge.ui.skeleton import skeleton

CHOOSE = "choose-plan"
SOLD = next(plan for plan in plans.PLANS if plan.for_sale)
_INTERVALS = {plans.Interval.MONTH.value: "Monthly", plans.Interval.YEAR.value: "Yearly"}


def choose_dialog() -> rx.Component:
    return rx.cond(
        allowed(service.change_plan) & ~BillingPage.plan.arranged,  # pyright: ignore[reportOperatorIssue]
        rx.fragment(_dialog(), OpenFromAddress.create(name=CHOOSE)),
    )


def _dialog() -> rx.Component:
    return dialog(
            rx.el.div(
                rx.el.div(on_mount=ChoosingState.begin(SOLD.key), hidden=True),  # there only while the dialog is open
                rx.el.div(
                    field(
                        "Billed", "interval", form_id=CHOOSE, control=partial(native_select, _INTERVALS),
                        value=ChoosingState.interval, on_change=ChoosingState.choose_interval,
                    ),
                    field(
                        "Seats", "seats", form_id=CHOOSE, input_type="number", min=1, step=1,
                        default_value=f"{ChoosingState.seats}", key=f"{ChoosingState.opened}",
                        on_change=ChoosingState.choose_seats, error=ChoosingState.errors["seats"],
                    ),
                    class_name="grid items-start gap-4 sm:grid-cols-2",
                ),
                rx.el.div(
                    rx.cond(ChoosingState.quote.plan != "", _quote(), _pricing()),
                    aria_live="polite",
                    aria_busy=ChoosingState.quote.plan == "",
                    class_name="min-h-32",
                ),
                dialog_footer(dialog_cancel(), _confirm()),
                class_name="grid gap-5",
            ),
            name=CHOOSE,
            title=rx.cond(ChoosingState.buying, f"Upgrade to {SOLD.name}", "Change plan"),
            description=rx.cond(
                ChoosingState.buying,
                "You pay on the next page. Coupons and taxes are added there.",
                "The difference is charged or credited at once.",
            ),
            close_on=ChoosingState.done,
            asks=False,
    )  # fmt: skip


def _pricing() -> rx.Component:
    return rx.cond(
        ChoosingState.errors.length() == 0,  # pyright: ignore[reportAttributeAccessIssue]
        rx.el.div(skeleton("h-5"), skeleton("h-5"), skeleton("h-8"), class_name="grid gap-3"),
    )


def _quote() -> rx.Component:
    quote = ChoosingState.quote
    return rx.el.div(
        rx.cond(
            ChoosingState.lines.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]
            rx.el.ul(rx.foreach(ChoosingState.lines, _line), class_name="grid gap-1.5 text-[0.8125rem]"),
        ),
        rx.el.dl(
            _sum("Due now", quote.due_now, strong=True),
            _sum(
                rx.cond(quote.next_at != "", rx.fragment("From ", day(quote.next_at)), "Then"), quote.next_total
            ),
            class_name="grid grid-cols-[minmax(0,1fr)_auto] gap-x-6 gap-y-1 border-t pt-3 text-sm",
        ),
        rx.cond(
            ChoosingState.lost.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]
            notice(rx.el.ul(rx.foreach(ChoosingState.lost, lambda text: rx.el.li(text, key=text))), tone="warning"),
        ),
        rx.cond(
            BillingPage.simulated,
            rx.el.p("Payments are simulated: no money moves.", class_name="text-xs text-muted-foreground"),
        ),
        class_name="grid gap-3",
    )  # fmt: skip


def _confirm() -> rx.Component:
    quote = ChoosingState.quote
    return button(
        rx.cond(
            ChoosingState.buying,
            "Continue to checkout",
            rx.cond(quote.pays, rx.fragment("Confirm and pay ", quote.due_now), "Confirm"),
        ),
        disabled=quote.plan == "",
        loading=ChoosingState.busy,
        on_click=ChoosingState.confirm,
    )


def _line(line: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(line.text, class_name="min-w-0 text-muted-foreground"),
        rx.el.span(line.amount, class_name="tabular"),
        class_name="flex items-baseline justify-between gap-6",
    )


def _sum(label: Any, amount: Any, *, strong: bool = False) -> rx.Component:
    weight = " font-semibold" if strong else " text-muted-foreground"
    return rx.fragment(rx.el.dt(label, class_name=weight), rx.el.dd(amount, class_name=f"text-right tabular{weight}"))
