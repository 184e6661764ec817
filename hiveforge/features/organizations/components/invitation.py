"""The page behind an invitation's link: one design for each thing that its holder can do next."""

from typing import Any

import reflex as rx

from hiveforge.features.organizations.schemas import InvitationStep
from hiveforge.features.organizations.state import InvitationState
from hiveforge.ui.auth_layout import auth_layout
from hiveforge.ui.avatar import avatar
from hiveforge.ui.banner import notice
from hiveforge.ui.base import Node
from hiveforge.ui.button import button, button_class
from hiveforge.ui.error_page import not_found_page
from hiveforge.ui.field import field
from hiveforge.ui.link import native_link, nav_link
from hiveforge.ui.native_form import native_form
from hiveforge.ui.post_form import post_form
from hiveforge.ui.refresh import refresh_every
from hiveforge.ui.relative_time import day, relative_time
from hiveforge.ui.session import Session
from hiveforge.ui.skeleton import skeleton

from .roles import a_role

_WIDE = "w-full"
SECONDS_BETWEEN_LOOKS = 20


def states() -> rx.Component:
    """Buttons post; opening the page never accepts, because mail scanners open links too."""
    steps = {
        InvitationStep.ACCEPT: _accept,
        InvitationStep.JOIN: _join,
        InvitationStep.SIGN_IN: _sign_in,
        InvitationStep.IDENTIFY: _identify,
        InvitationStep.WRONG_ACCOUNT: _wrong_account,
        InvitationStep.ALREADY_MEMBER: _already_member,
        InvitationStep.FULL: _full,
        InvitationStep.EXPIRED: _expired,
        InvitationStep.REVOKED: _revoked,
        InvitationStep.USED: _used,
    }
    return rx.match(
        InvitationState.step,
        ("", _loading()),
        *[(step.value, page()) for step, page in steps.items()],
        not_found_page(),
    )  # pyright: ignore[reportReturnType]


def _loading() -> rx.Component:
    return auth_layout(
        rx.el.div(skeleton("h-4 w-3/4"), skeleton("h-11 w-full"), aria_busy="true", class_name="grid gap-4"),
        title="Invitation",
    )


def _accept() -> rx.Component:
    return _layout(
        post_form(
            _token(),
            button("Accept invitation", type="submit", size="lg", class_name=_WIDE),
            action="/auth/invitations/accept",
            form_id="accept",
            on_refused=InvitationState.load,
        ),
        _other_account("Not you? Use another account"),
        title=_joining(),
        text=rx.fragment(_who_invites(), " You are signed in as ", rx.el.strong(Session.email), "."),
    )


def _join() -> rx.Component:
    return _layout(
        post_form(
            _token(),
            field(
                "Email", "email", form_id="join", value=InvitationState.email, read_only=True, auto_complete="username"
            ),
            field("Your name", "name", form_id="join", required=True, max_length=100, auto_complete="name"),
            field(
                "Password", "password", form_id="join", input_type="password", required=True, min_length=8,
                max_length=200, auto_complete="new-password",
                description="8 characters or more. A few words in a row are easy to remember.",
            ),
            button("Create account and join", type="submit", size="lg", class_name=_WIDE),
            action="/auth/invitations/join",
            form_id="join",
            on_refused=InvitationState.load,
        ),
        title=_joining(),
        text=rx.fragment(_who_invites(), " The mail proves your address, so there is no code to type."),
    )  # fmt: skip


def _sign_in() -> rx.Component:
    return _layout(
        _go("Sign in to accept", "/sign-in", "primary"),
        title=_joining(),
        text=rx.fragment(_who_invites(), " You have an account with ", rx.el.strong(InvitationState.email), "."),
    )


def _identify() -> rx.Component:
    return _layout(
        _go("Create an account", "/sign-up", "primary"),
        _go("Sign in", "/sign-in", "secondary"),
        title=_joining(),
        text=rx.fragment(_who_invites(), " Tell us who you are, then you can accept."),
    )


def _wrong_account() -> rx.Component:
    return _layout(
        _other_account("Sign out and continue", prominent=True),
        nav_link("Stay signed in", to="/welcome", class_name=button_class("ghost", "lg", _WIDE)),
        title="This invitation is for somebody else",
        text=rx.fragment(
            "It was sent to ", rx.el.strong(InvitationState.email), ", and you are signed in as ",
            rx.el.strong(Session.email), ".",
        ),
    )  # fmt: skip


def _already_member() -> rx.Component:
    return _layout(
        nav_link(
            "Open the organization",
            to=rx.Var.create("/o/") + InvitationState.slug_of,
            class_name=button_class("primary", "lg", _WIDE),
        ),
        title="You are already a member",
        text=rx.fragment("You belong to ", rx.el.strong(InvitationState.organization), "."),
    )


def _full() -> rx.Component:
    """Nothing is lost: the page becomes the way in by itself when there is room."""
    who = rx.cond(
        InvitationState.room_maker != "", rx.el.strong(InvitationState.room_maker), "the owners and admins there"
    )
    return _layout(
        rx.cond(
            InvitationState.asked != "",
            notice(rx.fragment("We told ", who, " ", relative_time(InvitationState.asked), " that you are waiting.")),
            button("Ask for a seat", size="lg", class_name=_WIDE, on_click=InvitationState.ask_for_seat),
        ),
        rx.cond(
            Session.signed_in,
            nav_link("Go to your organizations", to="/organizations", class_name=button_class("ghost", "lg", _WIDE)),
        ),
        refresh_every(SECONDS_BETWEEN_LOOKS, InvitationState.load),
        title="The organization is full",
        text=rx.fragment(
            "All its seats are taken, so nobody can join right now. Your invitation stays open until ",
            day(InvitationState.expires),
            " and works as soon as a seat is free. ",
            rx.cond(InvitationState.asked != "", "", rx.fragment("We can tell ", who, " that you are waiting.")),
        ),
    )


def _expired() -> rx.Component:
    return _closed("This invitation has expired", "Invitations are open for a limited time.")


def _revoked() -> rx.Component:
    return _closed("This invitation was withdrawn", "Somebody at the organization has revoked it.")


def _used() -> rx.Component:
    return _closed("This invitation was used already", "It was for one person, and somebody has accepted it.")


def _closed(title: str, why: str) -> rx.Component:
    ask = rx.cond(
        InvitationState.invited_by != "",
        rx.fragment("Ask ", rx.el.strong(InvitationState.invited_by), " to invite you again."),
        "Ask somebody there to invite you again.",
    )
    onward = rx.cond(
        Session.signed_in,
        nav_link("Go to your organizations", to="/organizations", class_name=button_class("secondary", "lg", _WIDE)),
        nav_link("Sign in", to="/sign-in", class_name=button_class("secondary", "lg", _WIDE)),
    )
    return _layout(onward, title=title, text=rx.fragment(why, " ", ask))


def _layout(*content: Node, title: Any, text: Node) -> rx.Component:
    return auth_layout(
        rx.el.div(*content, class_name="grid gap-3"),
        title=title,
        description=rx.el.div(
            rx.el.span(
                avatar(InvitationState.initials, square=True),
                rx.el.span(InvitationState.organization, class_name="min-w-0 truncate font-medium text-foreground"),
                class_name="my-3 flex items-center gap-2.5",
            )
            if isinstance(title, str)  # else it is in the title
            else rx.fragment(),
            rx.el.p(text),
        ),
    )


def _joining() -> rx.Var[str]:
    return rx.Var.create("Join ") + InvitationState.organization


def _who_invites() -> rx.Component:
    return rx.fragment(
        rx.cond(
            InvitationState.invited_by != "",
            rx.fragment(rx.el.strong(InvitationState.invited_by), " invites you to join as "),
            "You are invited to join as ",
        ),
        a_role(InvitationState.role),
        ".",
    )


def _token() -> rx.Component:
    return rx.el.input(type="hidden", name="invitation", value=InvitationState.secret)


def _go(text: str, path: str, variant: Any) -> rx.Component:
    """Sign in or up, and come back here."""
    return native_link(
        text, href=f"{path}?next=/invite/{InvitationState.secret}", class_name=button_class(variant, "lg", _WIDE)
    )


def _other_account(text: str, *, prominent: bool = False) -> rx.Component:
    """A real form: signing out ends a cookie. Afterwards the person comes back here."""
    return native_form(
        rx.el.input(type="hidden", name="next", value=f"/invite/{InvitationState.secret}"),
        button(text, type="submit", variant="primary" if prominent else "ghost", size="lg", class_name=_WIDE),
        action="/auth/sign-out",
        method="post",
    )
