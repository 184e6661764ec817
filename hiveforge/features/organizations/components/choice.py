"""The organizations of a person: those they are in, those that wait for them, those they can bring back."""

from typing import Any

import reflex as rx

from hiveforge.features.organizations.state import ChoiceState
from hiveforge.ui.avatar import avatar
from hiveforge.ui.button import button, button_class
from hiveforge.ui.card import card, card_header
from hiveforge.ui.empty_state import empty_state
from hiveforge.ui.link import nav_link
from hiveforge.ui.relative_time import day, relative_time
from hiveforge.ui.skeleton import skeleton_rows

from .roles import a_role, role_badge

_LIST = "divide-y border-t"
_LINE = "flex min-h-16 flex-wrap items-center gap-3 px-5 py-3"


def waiting_card() -> rx.Component:
    return _if_any(
        ChoiceState.waiting,
        card(
            card_header("Invitations for you", "They wait for your answer."),
            rx.el.ul(rx.foreach(ChoiceState.waiting, _waiting), class_name=_LIST, aria_label="Invitations for you"),
        ),
    )


def mine_card() -> rx.Component:
    return card(
        card_header("Your organizations"),
        rx.cond(
            ChoiceState.loading,
            rx.el.div(skeleton_rows(3), class_name="border-t px-5", aria_busy="true"),
            rx.cond(
                ChoiceState.mine.length() > 0,  # pyright: ignore[reportAttributeAccessIssue]
                rx.el.ul(rx.foreach(ChoiceState.mine, _mine), class_name=_LIST, aria_label="Your organizations"),
                rx.el.div(
                    empty_state(
                        "Create your first organization",
                        "An organization holds people and everything they share.",
                        "building-2",
                        nav_link("Create organization", to="/organizations/new", class_name=button_class("primary")),
                    ),
                    class_name="border-t",
                ),
            ),
        ),
    )


def deleted_card() -> rx.Component:
    return _if_any(
        ChoiceState.deleted,
        card(
            card_header("Deleted", "You can bring these back until they are deleted for good."),
            rx.el.ul(rx.foreach(ChoiceState.deleted, _deleted), class_name=_LIST, aria_label="Deleted organizations"),
        ),
    )


def _mine(line: Any) -> rx.Component:
    return rx.el.li(
        nav_link(
            avatar(line.initials, line.picture, square=True),
            rx.el.span(
                rx.el.span(line.name, class_name="block truncate font-medium"),
                rx.el.span("/o/", line.slug, class_name="block truncate text-xs text-muted-foreground"),
                class_name="min-w-0 flex-1",
            ),
            role_badge(line.role),
            rx.icon("chevron-right", size=16, aria_hidden="true", class_name="shrink-0 text-muted-foreground"),
            to=rx.Var.create("/o/") + line.slug,
            class_name="flex min-h-16 items-center gap-3 px-5 py-3 -outline-offset-2 hover:bg-muted/50",
        ),
        key=line.slug,
    )


def _waiting(line: Any) -> rx.Component:
    return rx.el.li(
        avatar(line.initials, square=True),
        rx.el.div(
            rx.el.p(line.organization, class_name="truncate font-medium"),
            rx.el.p(
                rx.cond(line.invited_by != "", rx.fragment(line.invited_by, " invites you"), "You are invited"),
                " as ",
                a_role(line.role),
                ", ends ",
                relative_time(line.expires),
                class_name="text-xs text-muted-foreground",
            ),
            rx.cond(line.full, _no_seat(line)),
            class_name="min-w-0 flex-1",
        ),
        rx.cond(
            line.full,
            rx.cond(
                line.asked == "",
                button(
                    "Ask for a seat",
                    variant="secondary",
                    size="sm",
                    on_click=ChoiceState.ask_for_seat(line.id),
                    aria_label=f"Ask for a seat in {line.organization}",
                ),
            ),
            button("Accept", size="sm", on_click=ChoiceState.accept(line.id), aria_label=f"Join {line.organization}"),
        ),
        key=line.id,
        class_name=_LINE,
    )


def _no_seat(line: Any) -> rx.Component:
    return rx.el.p(
        "All seats there are taken. Your invitation works as soon as one is free. ",
        rx.cond(line.asked != "", rx.fragment("They were told ", relative_time(line.asked), " that you are waiting.")),
        class_name="mt-0.5 text-xs text-warning",
    )


def _deleted(line: Any) -> rx.Component:
    return rx.el.li(
        avatar(line.initials, square=True),
        rx.el.div(
            rx.el.p(line.name, class_name="truncate font-medium"),
            rx.el.p(
                "Deleted ",
                relative_time(line.deleted),
                rx.cond(line.deleted_by != "", rx.fragment(" by ", line.deleted_by), ""),
                ", gone for good on ",
                day(line.purged),
                class_name="text-xs text-muted-foreground",
            ),
            class_name="min-w-0 flex-1",
        ),
        button(
            "Restore",
            variant="secondary",
            size="sm",
            on_click=ChoiceState.restore(line.id),
            aria_label=f"Restore {line.name}",
        ),
        key=line.id,
        class_name=_LINE,
    )


def _if_any(rows: Any, shown: rx.Component) -> rx.Component:
    return rx.cond(rows.length() > 0, shown)
