"""The list of all organizations."""

from typing import Any

import reflex as rx

from hiveforge.features import billing, plans
from hiveforge.features.admin.state import OrganizationsState
from hiveforge.ui.badge import match_badge
from hiveforge.ui.button import button_class
from hiveforge.ui.card import card
from hiveforge.ui.data_table import Column, data_table
from hiveforge.ui.empty_state import empty_state
from hiveforge.ui.link import link
from hiveforge.ui.pagination import pagination
from hiveforge.ui.query import query_link, query_select
from hiveforge.ui.search_input import search_input

from .frame import ORGANIZATIONS


def organizations_card() -> rx.Component:
    state = OrganizationsState
    return card(
        rx.el.div(
            search_input("Search by name, address or owner"),
            query_select("plan", {plan.key: plan.name for plan in plans.PLANS}, label="Plan", everything="All plans"),
            class_name="flex flex-wrap items-center gap-2 p-3",
        ),
        data_table(
            "Organizations",
            state.organizations,
            [
                Column("Organization", _what),
                Column("Owner", lambda row: rx.el.span(row.owner, class_name="wrap-anywhere"), hide_below="md"),
                Column("Plan", _plan),
                Column("Members", lambda row: row.seats, align_right=True, hide_below="md"),
            ],
            row_key=lambda row: row.id,
            loading=state.loading,
            empty=_none(),
        ),
        rx.cond(state.total > 0, pagination(state.page, state.total, noun="organizations")),
    )


def plan_badges(plan: Any, status: Any) -> rx.Component:
    """The plan's name, and how it stands where that is not plain from the name."""
    return rx.el.span(
        plan,
        rx.cond(status != "free", match_badge(status, billing.STATUSES)),  # pyright: ignore[reportArgumentType]
        class_name="flex flex-wrap items-center gap-x-2 gap-y-1",
    )


def _what(row: Any) -> rx.Component:
    return rx.el.div(
        link(row.name, href=f"{ORGANIZATIONS}/{row.slug}", class_name="break-words"),
        rx.el.p("/o/", row.slug, class_name="text-xs wrap-anywhere text-muted-foreground max-md:hidden"),
        rx.el.p(row.owner, class_name="text-xs wrap-anywhere text-muted-foreground md:hidden"),
        rx.el.p("Members: ", row.seats, class_name="text-xs text-muted-foreground md:hidden"),
        class_name="min-w-0 py-2.5",
    )


def _plan(row: Any) -> rx.Component:
    return plan_badges(row.plan, row.status)


def _none() -> Any:
    state = OrganizationsState
    cleared = query_link("Clear filters", changes={"q": "", "plan": ""}, class_name=button_class("secondary", "sm"))
    first = query_link("Go to the first page", changes={}, class_name=button_class("secondary", "sm"))
    return rx.cond(
        state.total > 0,
        empty_state("Go back to the first page", "There are fewer organizations than pages.", "building-2", first),
        rx.cond(
            state.narrowed,
            empty_state("Nothing matches", "No organization fits this search and plan.", "search-x", cleared),
            empty_state("No organization yet", "Each appears here as soon as somebody founds it.", "building-2"),
        ),
    )
