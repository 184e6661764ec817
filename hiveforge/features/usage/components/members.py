"""Who used how much, and who may use how much."""

from typing import Any

import reflex as rx

from hiveforge.features.usage import service
from hiveforge.features.usage.state import UsagePage
from hiveforge.ui.allowed import allowed
from hiveforge.ui.avatar import avatar
from hiveforge.ui.badge import badge
from hiveforge.ui.card import card, card_header
from hiveforge.ui.data_table import Column, data_table
from hiveforge.ui.empty_state import empty_state
from hiveforge.ui.pagination import pagination
from hiveforge.ui.session import Session

from .budgets import budget, budget_actions, budget_dialog
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
                Column("Budget", budget, align_right=True),
            ],
            row_key=lambda row: row.id,
            loading=UsagePage.loading,
            empty=empty_state("Go back to the first page", "There are fewer members than pages.", "users"),
            actions=_actions,
        ),
        pagination(UsagePage.page, UsagePage.total, noun="people"),
        rx.cond(
            allowed(service.set_budget),
            budget_dialog(
                _FORM,
                UsagePage.set_budget,
                "What is used already counts. With 0, AI features stop for this person.",
            ),
        ),
    )


def _name(row: Any) -> rx.Component:
    return rx.el.div(
        rx.el.span(avatar(row.initials, row.picture), class_name="max-sm:hidden"),
        rx.el.span(row.name, class_name=rx.cond(row.here, "truncate font-medium", "truncate text-muted-foreground")),
        rx.cond(row.id == Session.user_id, badge("You")),
        class_name="flex max-w-72 min-w-0 items-center gap-3 max-sm:max-w-36",
    )


def _actions(row: Any) -> Any:
    """For those who may, at people who are here."""
    return rx.cond(
        allowed(service.set_budget) & row.here,
        budget_actions(row, _FORM, UsagePage.edit, UsagePage.clear_budget),
    )
