"""One organization: what it is, and the plan that is arranged for it."""

from typing import Any

import reflex as rx

from hiveforge.features import billing
from hiveforge.features.admin.state import OrganizationState
from hiveforge.ui.button import button, button_class
from hiveforge.ui.card import card, card_body, card_footer, card_header
from hiveforge.ui.confirm import Confirmation, confirm
from hiveforge.ui.dialog import open_dialog
from hiveforge.ui.link import TEXT_LINK, native_link, nav_link
from hiveforge.ui.page_header import page_header
from hiveforge.ui.refresh import refresh_every
from hiveforge.ui.relative_time import day
from hiveforge.ui.skeleton import skeleton

from .arranging import ARRANGE, arrange_dialog
from .frame import ORGANIZATIONS
from .organizations import plan_badges

SECONDS_BETWEEN_LOOKS = 3
_PLAN = billing.ARRANGED_PLAN.name
_LIST = "grid grid-cols-[auto_minmax(0,1fr)] content-start gap-x-8 gap-y-2 text-sm"


def organization_header() -> rx.Component:
    state = OrganizationState
    return rx.el.div(
        nav_link(
            rx.icon("arrow-left", size=14, aria_hidden="true"),
            "All organizations",
            to=ORGANIZATIONS,
            class_name=button_class("ghost", "sm", "-ml-3 mb-1 w-fit"),
        ),
        page_header(
            rx.cond(state.name != "", state.name, "Organization"), rx.cond(state.slug != "", f"/o/{state.slug}", "")
        ),  # pyright: ignore[reportArgumentType]
    )


def about_card() -> rx.Component:
    state = OrganizationState
    return card(
        card_header("About"),
        card_body(
            rx.cond(
                state.loading,
                skeleton("h-28 max-w-md"),
                rx.el.dl(
                    _fact("Plan", plan_badges(state.plan, state.status)),
                    _fact("Members", state.members),
                    _fact("Room for", state.seats),
                    rx.cond(
                        state.paid != "",
                        _fact(
                            "At Stripe", rx.fragment(state.paid, ". The period ends on ", day(state.paid_until), ".")
                        ),
                    ),
                    _fact("Owners", rx.el.ul(rx.foreach(state.owners, _owner), class_name="grid gap-1")),
                    _fact("Founded", day(state.created)),
                    class_name=_LIST,
                ),
            )
        ),
        aria_busy=state.loading,
    )


def arrangement_card() -> rx.Component:
    """What is arranged, or the way to arrange something. While a subscription is being ended, it looks again by itself."""
    state, ending = OrganizationState, _ending()
    return card(
        card_header(
            f"{_PLAN} by arrangement",
            rx.cond(
                state.arranged,
                "It counts before anything that is paid. Nothing is charged for it here.",
                "Terms that you have agreed on with this organization. They count at once.",
            ),
        ),
        rx.cond(
            state.loading,
            card_body(skeleton("h-28 max-w-md")),
            rx.cond(
                state.arranged,
                rx.fragment(
                    card_body(_terms()),
                    card_footer(
                        rx.el.span("Arranged by ", state.by, ". In force since ", day(state.since), "."),
                        rx.el.div(
                            button(
                                "End plan…",
                                variant="secondary",
                                on_click=ending.ask(state.organization_id, state.name),
                            ),
                            button("Change terms", on_click=open_dialog(ARRANGE)),
                            class_name="flex flex-wrap gap-2",
                        ),
                    ),
                ),
                card_footer(
                    rx.el.span("Owners and admins are told by mail."),
                    button(f"Arrange {_PLAN}", on_click=open_dialog(ARRANGE)),
                ),
            ),
        ),
        rx.cond(state.arranged & (state.paid != ""), refresh_every(SECONDS_BETWEEN_LOOKS, state.look)),  # pyright: ignore[reportOperatorIssue]
        arrange_dialog(),
        ending.component,
        aria_busy=state.loading,
    )


def _terms() -> rx.Component:
    state = OrganizationState
    return rx.el.div(
        rx.el.dl(rx.foreach(state.terms, lambda term: _fact(term[0], term[1], key=term[0])), class_name=_LIST),
        rx.cond(
            state.paid != "",
            rx.el.p(
                f"{state.paid} is being ended at Stripe.", role="status", class_name="text-[0.8125rem] text-warning"
            ),
        ),
        rx.cond(
            state.note != "",
            rx.el.div(
                rx.el.p("Note, for platform admins only", class_name="text-[0.8125rem] font-medium"),
                rx.el.p(
                    state.note, class_name="mt-1 text-[0.8125rem] break-words whitespace-pre-line text-muted-foreground"
                ),
            ),
        ),
        class_name="grid gap-5",
    )


def _ending() -> Confirmation:
    return confirm(
        "end-arrangement",
        title="End the plan of {name}?",
        description="The organization is on Free at once. Nothing is deleted, and you can arrange the plan again.",
        losses=[
            "Its limits become those of Free: what is above them can be read, and nobody can be added.",
            f"Features of {_PLAN} stop.",
            "Its owners and admins get a mail.",
        ],
        action="End plan",
        on_confirm=OrganizationState.end,
    )


def _owner(owner: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(owner.name),
        native_link(owner.email, href=f"mailto:{owner.email}", class_name=f"{TEXT_LINK} wrap-anywhere"),
        key=owner.email,
        class_name="flex flex-wrap gap-x-2",
    )


def _fact(label: Any, value: Any, **props: Any) -> rx.Component:
    return rx.fragment(
        rx.el.dt(label, class_name="text-muted-foreground"),
        rx.el.dd(value, class_name="min-w-0 break-words tabular"),
        **props,
    )
