"""The list "Stripe says / we say" and the question before a difference is fixed."""

from typing import Any

import reflex as rx

from hiveforge.features.admin.state import AttentionState, ReconciliationState
from hiveforge.ui.badge import badge
from hiveforge.ui.button import button, button_class
from hiveforge.ui.card import card
from hiveforge.ui.confirm import Confirmation, confirm
from hiveforge.ui.copy_button import copy_button
from hiveforge.ui.data_table import Column, data_table
from hiveforge.ui.empty_state import empty_state
from hiveforge.ui.pagination import pagination
from hiveforge.ui.query import query_link, query_select
from hiveforge.ui.relative_time import relative_time

from .comparison import last_comparison

KINDS = {
    "customer": "Customer nobody noted",
    "subscription": "Plan",
    "second_subscription": "Second subscription",
    "seats": "Seats",
    "meter": "Metered credits",
    "invoice": "Invoice",
    "orphan": "Plan of a deleted organization",
}


def compare_button() -> rx.Component:
    return button(
        rx.icon("refresh-cw", size=14, aria_hidden="true"),
        "Compare now",
        loading=ReconciliationState.comparing,
        on_click=ReconciliationState.compare,
    )


def differences_card() -> rx.Component:
    """The list with its filter and its dialog."""
    state, fixing = ReconciliationState, _fixing()
    return card(
        rx.el.div(
            query_select("show", {"all": "Standing and fixed"}, label="Show", everything="Standing"),
            rx.cond(state.total > 0, rx.el.p(last_comparison(), class_name="text-[0.8125rem] text-muted-foreground")),
            class_name="flex flex-wrap items-center gap-x-4 gap-y-2 p-3",
        ),
        data_table(
            "Differences",
            state.differences,
            [
                Column("Difference", _what),
                Column("Stripe says", lambda row: _said(row.stripe_says), hide_below="md"),
                Column("We say", lambda row: _said(row.we_say), hide_below="md"),
                Column("State", _fate, hide_below="md"),
            ],
            row_key=lambda row: row.id,
            loading=state.loading,
            empty=_none(),
            actions=lambda row: _action(row, fixing),
        ),
        rx.cond(state.total > 0, pagination(state.page, state.total, noun="differences")),
        fixing.component,
    )


def _what(row: Any) -> rx.Component:
    return rx.el.div(
        rx.el.p(row.organization, class_name="font-medium break-words"),
        rx.el.p(rx.match(row.kind, *KINDS.items(), row.kind), class_name="text-muted-foreground"),
        rx.el.p(
            rx.el.code(row.subject, class_name="truncate"),
            copy_button(row.subject, label=f"Copy {row.subject}"),
            class_name="flex min-w-0 items-center gap-1 text-xs text-muted-foreground",
        ),
        rx.el.dl(
            _pair("Stripe says", row.stripe_says),
            _pair("We say", row.we_say),
            class_name="mt-1 grid gap-0.5 text-xs md:hidden",
        ),
        rx.el.div(_fate(row), class_name="md:hidden"),
        rx.cond(
            row.obstacle != "",
            rx.el.p("Cannot be fixed from here. ", row.obstacle, class_name="mt-1 max-w-96 text-xs text-pretty"),
        ),
        class_name="min-w-0 max-w-96 py-2.5",
    )


def _pair(label: str, text: Any) -> rx.Component:
    return rx.el.div(
        rx.el.dt(f"{label} ", class_name="inline text-muted-foreground"),
        rx.el.dd(text, class_name="inline break-words"),
    )


def _said(text: Any) -> rx.Component:
    return rx.el.p(text, class_name="max-w-56 min-w-24 py-2.5 break-words")


def _fate(row: Any) -> rx.Component:
    return rx.el.div(
        rx.cond(row.fixed != "", badge("Fixed", "success", dot=True), badge("Stands", "warning", dot=True)),
        rx.el.p("found ", relative_time(row.found), class_name="mt-1"),
        rx.cond(row.fixed != "", rx.el.p("fixed ", relative_time(row.fixed), " by ", row.fixed_by)),
        class_name="py-2.5 text-xs text-muted-foreground",
    )


def _action(row: Any, fixing: Confirmation) -> Any:
    return rx.cond(
        row.fixable,
        button(
            "Fix…",
            rx.el.span(f" {row.organization}, {row.subject}", class_name="sr-only"),
            variant="secondary",
            size="sm",
            loading=ReconciliationState.fixing == row.id,
            on_click=fixing.ask(row.id, f"{row.organization}: {row.remedy}"),
        ),
    )


def _fixing() -> Confirmation:
    return confirm(
        "fix-difference",
        title="Fix this difference?",
        description="{name}",
        action="Fix",
        on_confirm=ReconciliationState.fix,
    )


def _none() -> Any:
    """That two sides agree is only said of sides that were compared, all of them."""
    state, at = ReconciliationState, AttentionState
    first = query_link("Go to the first page", changes={}, class_name=button_class("secondary", "sm"))
    beyond = empty_state("Go back to the first page", "There are fewer differences than pages.", "scale", first)
    return rx.cond(
        state.total > 0,
        beyond,
        rx.cond(
            at.compared == "",
            empty_state("Compare Stripe with HiveForge", last_comparison(), "scale"),
            rx.cond(
                at.unchecked > 0,
                empty_state("No difference stands, but not everything was checked", last_comparison(), "scale"),
                empty_state("Stripe and HiveForge agree", last_comparison(), "scale"),
            ),
        ),
    )
