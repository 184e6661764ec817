"""Parts of an organization's first page."""

from typing import Any

import reflex as rx

from hiveforge.features.audit_log import list_entries
from hiveforge.features.organizations import service
from hiveforge.features.organizations.state import HomeState
from hiveforge.ui.allowed import allowed
from hiveforge.ui.avatar import avatar
from hiveforge.ui.button import button_class
from hiveforge.ui.card import card, card_body, card_footer, card_header
from hiveforge.ui.link import link, nav_link
from hiveforge.ui.relative_time import day, relative_time
from hiveforge.ui.session import Session
from hiveforge.ui.skeleton import skeleton, skeleton_rows


def first_steps() -> rx.Component:
    """For an organization with one person: what to do first. Done steps are ticked, not hidden."""
    alone = ~HomeState.loading & (HomeState.members == 1) & allowed(service.invite)  # pyright: ignore[reportOperatorIssue]
    return rx.cond(
        alone,
        card(
            card_header("First steps", "An organization is for working together."),
            card_body(
                rx.el.ol(
                    _step("Create the organization", "Done.", done=True),
                    _step(
                        "Invite your colleagues",
                        rx.cond(
                            HomeState.waiting > 0,
                            rx.fragment(HomeState.waiting, " invited, nobody has joined yet."),
                            "They get a mail with a link, good for seven days.",
                        ),
                        done=HomeState.waiting > 0,
                        href="/members#invite",
                        label="Invite people",
                    ),
                    _step(
                        "Check the name and address",
                        "The address stands in every link that you share.",
                        done=False,
                        href="/settings",
                        label="Open settings",
                    ),
                    class_name="grid gap-1",
                )
            ),
        ),
    )


def members_card() -> rx.Component:
    return card(
        card_header(
            "Members",
            rx.cond(HomeState.loading, "", f"{HomeState.members} in all, {HomeState.online} here right now"),
        ),
        card_body(
            rx.cond(
                HomeState.loading,
                skeleton("h-10 w-48"),
                rx.el.ul(rx.foreach(HomeState.faces, _face), class_name="flex flex-wrap gap-2"),
            ),
            rx.cond(
                HomeState.waiting > 0,
                rx.el.p(
                    link(
                        rx.cond(HomeState.waiting == 1, "1 invitation", rx.fragment(HomeState.waiting, " invitations")),
                        href=_to("/members"),
                    ),
                    rx.cond(HomeState.waiting == 1, " waits for an answer.", " wait for an answer."),
                    class_name="text-[0.8125rem] text-muted-foreground",
                ),
            ),
        ),
        card_footer(
            rx.el.span("Since ", day(HomeState.since)),
            nav_link("See all members", to=_to("/members"), class_name=button_class("secondary", "sm")),
        ),
        aria_busy=HomeState.loading,
    )


def recent_card() -> rx.Component:
    return rx.cond(
        allowed(list_entries),
        card(
            card_header("Recent activity", "What people did here."),
            rx.cond(
                HomeState.loading,
                rx.el.div(skeleton_rows(4), class_name="px-5"),
                rx.el.ol(rx.foreach(HomeState.recent, _happening), class_name="divide-y border-t"),
            ),
            card_footer(
                rx.el.span("Owners and admins see this."),
                nav_link("Open the audit log", to=_to("/audit-log"), class_name=button_class("secondary", "sm")),
            ),
            aria_busy=HomeState.loading,
        ),
    )


def _step(title: str, text: Any, *, done: Any, href: str = "", label: str = "") -> rx.Component:
    return rx.el.li(
        rx.cond(
            done,
            rx.icon("circle-check", size=18, class_name="mt-0.5 shrink-0 text-success", aria_label="Done"),
            rx.icon("circle", size=18, class_name="mt-0.5 shrink-0 text-muted-foreground", aria_label="To do"),
        ),
        rx.el.div(
            rx.el.p(title, class_name="font-medium"),
            rx.el.p(text, class_name="text-[0.8125rem] text-muted-foreground"),
            class_name="min-w-0 flex-1",
        ),
        nav_link(label, to=_to(href), class_name=button_class("secondary", "sm")) if href else rx.fragment(),
        class_name="flex items-start gap-3 py-2",
    )


def _face(face: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            avatar(face.initials, face.picture, size="lg"),
            rx.cond(face.online, online_dot()),
            class_name="relative inline-flex",
            title=face.name,
        ),
        rx.el.span(face.name, rx.cond(face.online, ", online", ""), class_name="sr-only"),
        key=face.id,
    )


def online_dot() -> rx.Component:
    """Somebody has the organization open. The words beside it say so too."""
    return rx.el.span(
        aria_hidden="true",
        class_name="absolute -right-0.5 -bottom-0.5 size-3 rounded-full border-2 border-surface bg-success",
    )


def _happening(happening: Any) -> rx.Component:
    return rx.el.li(
        rx.el.p(happening.text, class_name="min-w-0 break-words"),
        relative_time(happening.at, "shrink-0 text-xs text-muted-foreground"),
        key=happening.id,
        class_name="flex items-baseline justify-between gap-4 px-5 py-2.5 text-[0.8125rem]",
    )


def _to(path: str) -> Any:
    return rx.Var.create("/o/") + Session.organization + path
