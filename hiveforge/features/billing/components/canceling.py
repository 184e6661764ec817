"""The dialog where a plan is ended: what will be missed first, then why."""

from functools import partial

import reflex as rx

from hiveforge.features.billing import service
from hiveforge.features.billing.schemas import CancelReason
from hiveforge.features.billing.state import CancelingState
from hiveforge.ui.allowed import allowed
from hiveforge.ui.banner import notice
from hiveforge.ui.button import button
from hiveforge.ui.dialog import dialog, dialog_cancel, dialog_footer
from hiveforge.ui.event_form import event_form
from hiveforge.ui.field import field
from hiveforge.ui.native_select import native_select
from hiveforge.ui.relative_time import day
from hiveforge.ui.skeleton import skeleton
from hiveforge.ui.textarea import textarea

CANCEL = "cancel-plan"
_REASONS = {
    CancelReason.OTHER.value: "Another reason",
    CancelReason.TOO_EXPENSIVE.value: "It costs too much",
    CancelReason.MISSING_FEATURES.value: "Something is missing",
    CancelReason.SWITCHED_SERVICE.value: "We use something else",
    CancelReason.UNUSED.value: "We do not use it enough",
    CancelReason.CUSTOMER_SERVICE.value: "We were not helped well",
    CancelReason.TOO_COMPLEX.value: "It is too complicated",
    CancelReason.LOW_QUALITY.value: "It does not work well enough",
}


def cancel_dialog() -> rx.Component:
    return rx.cond(
        allowed(service.cancel),
        dialog(
            rx.el.div(on_mount=CancelingState.begin, hidden=True),
            rx.cond(CancelingState.asked, _losses(), skeleton("mb-4 h-20")),
            event_form(
                field("Why?", "reason", form_id=CANCEL, control=partial(native_select, _REASONS)),
                field(
                    "What should we do better?", "comment", form_id=CANCEL, control=textarea, rows=2, max_length=1000,
                    error=CancelingState.errors["comment"],
                ),
                dialog_footer(dialog_cancel("Keep the plan"), button("Cancel plan", type="submit", variant="danger")),
                form_id=CANCEL,
                on_submit=CancelingState.cancel,
                errors=CancelingState.errors,
                reset_on=CancelingState.done,
            ),
            name=CANCEL,
            title="Cancel plan",
            description="Nothing is deleted, and you can change your mind until the plan ends.",
            close_on=CancelingState.done,
            asks=False,
        ),
    )  # fmt: skip


def _losses() -> rx.Component:
    return rx.el.div(
        notice(
            rx.fragment(
                rx.el.p("The free plan begins on ", day(CancelingState.ends_at), "."),
                rx.el.ul(
                    rx.foreach(CancelingState.lost, lambda text: rx.el.li(text, key=text)),
                    class_name="mt-1 grid list-disc gap-1 pl-4",
                ),
            ),
            tone="warning",
        ),
        class_name="mb-4",
    )
