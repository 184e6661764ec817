"""The frame around every page of a signed-in person: switcher, navigation, palette, and what fills a refused page."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from hiveforge.features.organizations import service
from hiveforge.features.organizations.state import FrameState
from hiveforge.ui import navigation
from hiveforge.ui.allowed import allowed
from hiveforge.ui.avatar import avatar
from hiveforge.ui.button import button, button_class
from hiveforge.ui.command import command_link
from hiveforge.ui.command_palette import Command, command_group
from hiveforge.ui.error_state import error_state
from hiveforge.ui.events import NoticeEvents
from hiveforge.ui.link import nav_link
from hiveforge.ui.live import OnNews, on_news
from hiveforge.ui.notices import Notices
from hiveforge.ui.organization_switcher import organization_switcher
from hiveforge.ui.page import banners, frame_for
from hiveforge.ui.refresh import refresh_every
from hiveforge.ui.session import Session
from hiveforge.ui.shell import shell
from hiveforge.ui.sidebar import NavGroup, NavItem
from hiveforge.ui.toast import toast_region
from hiveforge.ui.user_menu import user_menu

from .in_browser import RememberPlace

SECONDS_BETWEEN_TRIES = 4
ORGANIZATION, ACCOUNT, ORGANIZATIONS = "/o/[slug]", "/account", "/organizations"


@frame_for(ORGANIZATION)
def organization_frame(content: rx.Component, title: str) -> rx.Component:
    """Around the pages of one organization."""
    here = FrameState.here
    home = rx.Var.create("/o/") + Session.organization
    name = rx.cond(here.name != "", here.name, "Organization")
    return _framed(
        content,
        nav=_groups(ORGANIZATION, shown=Session.organization != ""),
        crumbs=[(name, home), (title, "")],
        actions=[
            Command("Invite a member", "user-plus", href=home + "/members#invite", shown=allowed(service.invite)),
            *_ACTIONS,
        ],
        extra=RememberPlace.create(slug=Session.organization),
        banner=banners(ORGANIZATION),
    )


@frame_for(ORGANIZATIONS)
def choice_frame(content: rx.Component, title: str) -> rx.Component:
    """Around the pages between organizations."""
    return _framed(content, nav=_outside(), crumbs=[(title, "")], actions=_ACTIONS)


@frame_for(ACCOUNT)
def account_frame(content: rx.Component, title: str) -> rx.Component:
    """Around the pages of one's own account, which belongs to no organization."""
    return _framed(content, nav=_outside(), crumbs=[("Account", ACCOUNT), (title, "")], actions=_ACTIONS)


_ACTIONS = (
    Command("Create an organization", "plus", href="/organizations/new"),
    Command("See all organizations", "building-2", href=ORGANIZATIONS),
    Command("Change your password", "key-round", href=ACCOUNT),
)


def _framed(
    content: rx.Component,
    *,
    nav: Sequence[NavGroup],
    crumbs: Any,
    actions: Sequence[Command],
    extra: Any = None,
    banner: rx.Component | None = None,
) -> rx.Component:
    here = FrameState.here
    return shell(
        rx.el.div(on_mount=FrameState.load, hidden=True),
        # The gate has emptied this page, for example because it shows another organization now.
        OnNews.create(beat=Session.emptied, on_news=[FrameState.refresh]),
        _unless_refused(content),
        on_news("session", FrameState.refresh),
        on_news("organizations", FrameState.load),
        on_news("organization", FrameState.follow(here.id)),
        extra if extra is not None else rx.fragment(),
        nav=nav,
        switcher=organization_switcher(
            rx.cond(here.name != "", here.name, "Choose organization"),
            rx.cond(here.initials != "", here.initials, "…"),
            FrameState.places,
            slug=here.slug,
            invitations=FrameState.waiting,
            invitations_href=ORGANIZATIONS,
        ),
        user=user_menu(Session.name, Session.email, Session.initials),
        crumbs=crumbs,
        toasts=toast_region(Notices.items, NoticeEvents.dismiss),
        commands={"Actions": actions},
        palette=[_other_places()],
        banner=banner,
        test_mode=FrameState.test_mode,
    )


def _groups(area: str, *, shown: Any = True) -> list[NavGroup]:
    """The pages of an area, by their group; each is shown to whoever may open it."""
    groups: dict[str, list[NavItem]] = {}
    letters: set[str] = set()
    for entry in navigation.entries(area):
        letter = entry.nav.label[0].lower()
        keys = "" if letter in letters else f"g {letter}"
        letters.add(letter)
        visible = allowed(entry.service) if entry.service else True
        item = NavItem(
            entry.nav.label,
            entry.nav.icon,
            entry.path(Session.organization) if area == ORGANIZATION else entry.route,
            keys=keys,
            shown=visible if shown is True else rx.Var.create(visible) & shown,
            exact=entry.route == area,
        )
        groups.setdefault(entry.nav.group, []).append(item)
    return [NavGroup(items, title) for title, items in groups.items()]


def _outside() -> list[NavGroup]:
    account = [item for group in _groups(ACCOUNT) for item in group.items]
    return [
        NavGroup([NavItem("Organizations", "building-2", ORGANIZATIONS, keys="g o")]),
        NavGroup(account, "Account"),
    ]


def _other_places() -> rx.Component:
    return rx.cond(
        FrameState.places.length() > 1,  # pyright: ignore[reportAttributeAccessIssue]
        command_group("Organizations", rx.foreach(FrameState.places, _place)),
    )


def _place(place: Any) -> rx.Component:
    return rx.cond(place.slug != FrameState.here.slug, _switch_to(place))


def _switch_to(place: Any) -> rx.Component:
    return command_link(
        avatar(place.initials, size="sm", square=True),
        rx.el.span(rx.el.span("Switch to ", class_name="text-muted-foreground"), place.name, class_name="truncate"),
        to=rx.Var.create("/o/") + place.slug,
        value="Switch to " + place.name + " " + place.slug,
        key=place.slug,
    )


def _unless_refused(content: rx.Component) -> rx.Component:
    again = button("Try again", variant="secondary", on_click=FrameState.refresh)
    return rx.match(
        Session.refusal,
        ("", content),
        ("not_found", _not_found()),
        ("not_allowed", _refused("You cannot open this page", "lock", _home_link())),
        (
            "unavailable",
            rx.fragment(
                _refused("We cannot reach our database", "plug-zap", again),
                refresh_every(SECONDS_BETWEEN_TRIES, FrameState.refresh),
            ),
        ),
        _refused("This page could not be loaded", "triangle-alert", again),
    )  # pyright: ignore[reportReturnType]


def _not_found() -> rx.Component:
    return error_state(
        "There is nothing here",
        "The address may be mistyped, the organization may have moved or been deleted, or you no longer belong to it.",
        nav_link("See your organizations", to=ORGANIZATIONS, class_name=button_class("secondary")),
        icon="compass",
        heading=True,
    )


def _refused(title: str, icon: str, action: rx.Component) -> rx.Component:
    return error_state(title, Session.refusal_message, action, icon=icon, heading=True)


def _home_link() -> rx.Component:
    return nav_link(
        "Go to the overview", to=rx.Var.create("/o/") + Session.organization, class_name=button_class("secondary")
    )
