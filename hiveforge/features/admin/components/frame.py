"""The frame around the pages of platform admins: no organization, and a navigation of its own."""

from typing import Any

import reflex as rx

from hiveforge.features.admin.state import AttentionState, RequestsState
from hiveforge.ui import navigation
from hiveforge.ui.allowed import allowed
from hiveforge.ui.command_palette import Command
from hiveforge.ui.events import NoticeEvents
from hiveforge.ui.live import OnNews, on_news
from hiveforge.ui.notices import Notices
from hiveforge.ui.page import frame_for
from hiveforge.ui.refused_page import unless_refused
from hiveforge.ui.session import Session
from hiveforge.ui.shell import shell
from hiveforge.ui.sidebar import NavGroup, NavItem
from hiveforge.ui.toast import toast_region
from hiveforge.ui.user_menu import user_menu

ADMIN, DIFFERENCES, MESSAGES = "/admin", "/admin/billing", "/admin/events"
ORGANIZATIONS, REQUESTS = "/admin/organizations", "/admin/requests"
_BACK = "Back to the app"


@frame_for(ADMIN)
def admin_frame(content: rx.Component, title: str) -> rx.Component:
    """Around the pages of whoever runs the installation, of any slice. Others see that there is nothing."""
    return shell(
        rx.el.div(on_mount=AttentionState.count, hidden=True),
        # The gate has emptied this page, because somebody else uses the browser now.
        OnNews.create(beat=Session.emptied, on_news=[AttentionState.refresh]),
        unless_refused(
            content,
            AttentionState.refresh,
            why_nothing="The address may be mistyped, or what was here has moved or been deleted.",
            elsewhere=(_BACK, "/welcome"),
        ),
        on_news("session", AttentionState.refresh),
        nav=_groups(),
        switcher=_whose(),
        user=user_menu(Session.name, Session.email, Session.initials),
        crumbs=[(title, "")] if title == "Admin" else [("Admin", ADMIN), (title, "")],
        toasts=toast_region(Notices.items, NoticeEvents.dismiss, undo=RequestsState.reopen),
        commands={"Actions": [Command(_BACK, "arrow-left", href="/welcome")]},
        test_mode=AttentionState.test_mode,
    )


def _groups() -> list[NavGroup]:
    """The pages that slices have put below `/admin`, by their group."""
    at = AttentionState
    counts: dict[str, Any] = {REQUESTS: at.requests, DIFFERENCES: at.unsettled, MESSAGES: at.stuck}
    groups: dict[str, list[NavItem]] = {}
    for entry in navigation.entries(ADMIN):
        item = NavItem(
            entry.nav.label,
            entry.nav.icon,
            entry.route,
            shown=allowed(entry.service) if entry.service else True,
            exact=entry.route == ADMIN,
            count=counts.get(entry.route),
        )
        groups.setdefault(entry.nav.group, []).append(item)
    back = NavGroup([NavItem(_BACK, "arrow-left", "/welcome")])
    return [*(NavGroup(items, title) for title, items in groups.items()), back]


def _whose() -> rx.Component:
    """In the place of the organization: that this is about all of them."""
    return rx.el.div(
        rx.el.span(
            rx.icon("shield", size=16, aria_hidden="true"),
            class_name="flex size-8 shrink-0 items-center justify-center rounded-md border bg-surface text-muted-foreground",
        ),
        rx.el.span(
            rx.el.span("HiveForge", class_name="block truncate text-[0.8125rem] font-medium"),
            rx.el.span("All organizations", class_name="block truncate text-xs text-muted-foreground"),
            class_name="min-w-0 leading-tight collapsed:lg:sr-only",
        ),
        class_name="flex h-12 items-center gap-2.5 px-0.5",
    )
