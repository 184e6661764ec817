"""The frame around every page of a signed-in person: switcher, navigation, palette, and what fills a refused page."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from hiveforge.features.organizations import service
from hiveforge.features.organizations.state import FrameState
from hiveforge.ui import navigation
from hiveforge.ui.allowed import allowed
from hiveforge.ui.avatar import avatar
from hiveforge.ui.command import command_link
from hiveforge.ui.command_palette import Command, PaletteSearch, command_group
from hiveforge.ui.events import NoticeEvents
from hiveforge.ui.live import OnNews, on_news
from hiveforge.ui.menu import menu_link
from hiveforge.ui.notices import Notices
from hiveforge.ui.organization_switcher import organization_switcher
from hiveforge.ui.page import banners, frame_for, search_of
from hiveforge.ui.refused_page import unless_refused
from hiveforge.ui.session import Session
from hiveforge.ui.shell import shell
from hiveforge.ui.sidebar import NavGroup, NavItem
from hiveforge.ui.toast import toast_region
from hiveforge.ui.user_menu import user_menu

from .in_browser import RememberPlace

ORGANIZATION, ACCOUNT, ORGANIZATIONS, ADMIN = "/o/[slug]", "/account", "/organizations", "/admin"


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
        search=search_of(ORGANIZATION),
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
    Command("Run this installation", "shield", href=ADMIN, shown=Session.platform_admin),
)


def _framed(
    content: rx.Component,
    *,
    nav: Sequence[NavGroup],
    crumbs: Any,
    actions: Sequence[Command],
    extra: Any = None,
    banner: rx.Component | None = None,
    search: PaletteSearch | None = None,
) -> rx.Component:
    here = FrameState.here
    return shell(
        rx.el.div(on_mount=FrameState.load, hidden=True),
        # The gate has emptied this page, for example because it shows another organization now.
        OnNews.create(beat=Session.emptied, on_news=[FrameState.refresh]),
        unless_refused(content, FrameState.refresh),
        on_news("session", FrameState.refresh),
        on_news(["organizations", "profile"], FrameState.load),
        on_news("organization", FrameState.follow(here.id)),
        extra if extra is not None else rx.fragment(),
        nav=nav,
        switcher=organization_switcher(
            rx.cond(here.name != "", here.name, "Choose organization"),
            rx.cond(here.initials != "", here.initials, "…"),
            FrameState.places,
            picture=here.picture,
            slug=here.slug,
            invitations=FrameState.waiting,
            invitations_href=ORGANIZATIONS,
        ),
        user=user_menu(
            Session.name,
            Session.email,
            Session.initials,
            FrameState.avatar,
            more=[rx.cond(Session.platform_admin, menu_link("Admin", ADMIN, "shield"))],
        ),
        crumbs=crumbs,
        toasts=toast_region(Notices.items, NoticeEvents.dismiss),
        commands={"Actions": actions},
        palette=[_other_places()],
        search=search,
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
        avatar(place.initials, place.picture, size="sm", square=True),
        rx.el.span(rx.el.span("Switch to ", class_name="text-muted-foreground"), place.name, class_name="truncate"),
        to=rx.Var.create("/o/") + place.slug,
        value="Switch to " + place.name + " " + place.slug,
        key=place.slug,
    )
