"""When everything was last compared with Stripe, in words."""

import reflex as rx

from hiveforge.features.admin.state import AttentionState
from hiveforge.ui.relative_time import relative_time


def last_comparison() -> rx.Component:
    """A sentence; it owns up to customers that could not be checked."""
    at = AttentionState
    return rx.cond(
        at.compared != "",
        rx.el.span(
            "Last compared ",
            relative_time(at.compared),
            " by ",
            at.compared_by,
            ": ",
            rx.cond(at.checked == 1, "1 customer checked", f"{at.checked} customers checked"),
            rx.cond(at.unchecked > 0, f", {at.unchecked} could not be checked", ""),
            ".",
        ),
        rx.el.span("Not compared yet. It happens by itself every night."),
    )
