"""One example of everything the design system offers. A component without an example fails the tests."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import reflex as rx

from hiveforge.ui import (
    app_skeleton,
    auth_layout,
    avatar,
    badge,
    banner,
    bar_chart,
    breadcrumb,
    card,
    checkbox,
    command,
    command_palette,
    confirm,
    connection,
    copy_button,
    csp_provider,
    data_table,
    dialog,
    empty_state,
    error_page,
    error_state,
    event_form,
    field,
    focus_heading,
    hotkeys,
    link,
    logo,
    markdown,
    marked_text,
    marketing_layout,
    menu,
    native_form,
    native_select,
    organization_switcher,
    page_header,
    pagination,
    picture_upload,
    popover,
    post_form,
    query,
    query_date,
    refused_page,
    relative_time,
    search_input,
    shell,
    show_target,
    shown_once,
    sidebar,
    skeleton,
    submit_on_enter,
    switch,
    tabs,
    textarea,
    theme_toggle,
    toast,
    tooltip,
    upload,
    user_menu,
)
from hiveforge.ui.button import button, button_class


@dataclass(frozen=True)
class Row:
    id: str
    name: str
    slug: str
    initials: str
    role: str
    picture: str
    message: str
    kind: str
    request_id: str
    url: str
    undo: str
    text: str
    matches: bool


@dataclass(frozen=True)
class Bar:
    label: str
    value: int


class Shown(rx.State):
    text: str = ""
    number: int = 0
    on: bool = False
    rows: list[Row] = []  # noqa: RUF012  Reflex copies defaults
    bars: list[Bar] = []  # noqa: RUF012
    errors: dict[str, str] = {}  # noqa: RUF012

    @rx.event
    def act(self, value: str = "") -> None: ...

    @rx.event
    def submit(self, form: dict[str, Any]) -> None: ...


NAV = [sidebar.NavGroup([sidebar.NavItem("Members", "users", "/o/acme/members", keys="g m", shown=Shown.on, count=Shown.number)], "Team")]  # fmt: skip


def _switcher() -> rx.Component:
    return organization_switcher.organization_switcher(
        Shown.text, Shown.text, Shown.rows, slug=Shown.text, invitations=Shown.number
    )


def _user() -> rx.Component:
    return user_menu.user_menu(Shown.text, Shown.text, Shown.text)


def _toasts() -> rx.Component:
    return toast.toast_region(Shown.rows, Shown.act, undo=Shown.act)


GALLERY: dict[str, Callable[[], Any]] = {
    "app_skeleton": app_skeleton.app_skeleton,
    "auth_layout": lambda: auth_layout.auth_layout("x", title="Sign in", description="Hello", footer="New?", below="y"),
    "divider": auth_layout.divider,
    "avatar": lambda: avatar.avatar(Shown.text, Shown.text, square=True),
    "badge": lambda: badge.badge("New", "brand", dot=True),
    "match_badge": lambda: badge.match_badge(Shown.text, {"owner": ("Owner", "brand")}, dot=True),
    "banner": lambda: banner.banner(Shown.text, "x", tone="danger"),
    "notice": lambda: banner.notice(Shown.text, tone="warning"),
    "bar_chart": lambda: bar_chart.bar_chart(Shown.bars, label=Shown.text, over="Day", unit="Credits"),
    "breadcrumb": lambda: breadcrumb.breadcrumb([(Shown.text, Shown.text), ("Here", "")]),
    "button": lambda: button("Save", loading=Shown.on, on_click=Shown.act("x")),
    "card": lambda: card.card("x", id="card"),
    "card_header": lambda: card.card_header("Title", Shown.text, button("x")),
    "card_body": lambda: card.card_body("x"),
    "card_footer": lambda: card.card_footer("x"),
    "checkbox": lambda: checkbox.checkbox("Remember", "remember", description=Shown.text, checked=Shown.on),
    "command_link": lambda: command.command_link("x", to=Shown.text, value="x"),
    "command_item": lambda: command.command_item("x", value="x", on_select=Shown.act("x")),
    "command_palette": lambda: command_palette.command_palette(
        {"Go to": [command_palette.Command("Home", "house", "/", keys="G H", shown=Shown.on)]},
        search=command_palette.PaletteSearch(
            results=command.found_link("x", to=Shown.text, value="y"),
            on_search=Shown.act, answered=Shown.text, said=Shown.text,
        ),
    ),
    "marked_text": lambda: marked_text.marked_text(Shown.rows),
    "found_link": lambda: command.found_link("x", to=Shown.text, value="x"),
    "command_group": lambda: command_palette.command_group("Found", "x"),
    "confirm": lambda: confirm.confirm(
        "k", title="Remove {name}?", description="d", action="Remove", losses=["x"], on_confirm=Shown.act
    ).component,
    "confirm_by_typing": lambda: confirm.confirm_by_typing(
        "k", title="Delete {name}?", description="d", action="Delete", on_confirm=Shown.act
    ).component,
    "connection_pill": connection.connection_pill,
    "copy_button": lambda: copy_button.copy_button(Shown.text, label="Copy key", shows="Copy"),
    "shown_once": lambda: shown_once.shown_once(
        Shown.text, title="Secret of x", warning="Beware.", noun="secret", on_saved=Shown.act("")
    ),
    "csp_provider": lambda: csp_provider.csp_provider(True),
    "data_table": lambda: data_table.data_table(
        "People", Shown.rows, [data_table.Column("Name", lambda row: row.name, sort="name", hide_below="md")],
        row_key=lambda row: row.id, loading=Shown.on, empty="x",
        actions=lambda row: menu.row_menu(menu.menu_item("x"), label=f"Actions for {row.name}"),
    ),
    "dialog": lambda: dialog.dialog("x", name="d", title="T", description="d", trigger="Open", close_on=Shown.number),
    "dialog_footer": lambda: dialog.dialog_footer(button("x")),
    "dialog_cancel": dialog.dialog_cancel,
    "empty_state": lambda: empty_state.empty_state("Invite somebody", "Why", "users", button("Invite")),
    "not_found_page": error_page.not_found_page,
    "error_boundary": lambda: error_page.error_boundary(True),
    "error_state": lambda: error_state.error_state("T", Shown.text, button("x"), request_id=Shown.text, heading=True),
    "unless_refused": lambda: refused_page.unless_refused(button("x"), Shown.act("x")),
    "event_form": lambda: event_form.event_form(
        "x", form_id="f", on_submit=Shown.submit, errors=Shown.errors, reset_on=Shown.number
    ),
    "focus_first_error": lambda: event_form.focus_first_error("f", Shown.errors),
    "field": lambda: field.field(
        "Email", "email", form_id="f", error=Shown.errors["email"], description="d", action="x", reveal=True
    ),
    "fieldset": lambda: field.fieldset("Roles", "x", description="d"),
    "focus_heading": focus_heading.focus_heading,
    "hotkeys": lambda: hotkeys.hotkeys([hotkeys.Shortcut("g m", "Members", Shown.text)]),
    "link": lambda: link.link("Members", href=Shown.text),
    "logo": logo.logo,
    "marketing_layout": lambda: marketing_layout.marketing_layout(
        "x", links=[("Pricing", "/pricing"), ("Start", "/#start")], footer={"Product": [("API", "/api/docs")]}
    ),
    "public_link": lambda: marketing_layout.public_link("x", "/api/docs"),
    "menu": lambda: menu.menu(menu.menu_item("x"), trigger="Open", label=Shown.text),
    "row_menu": lambda: menu.row_menu(menu.menu_item("x"), label=Shown.text),
    "menu_item": lambda: menu.menu_item(Shown.text, "plus", danger=True, keys="X"),
    "menu_link": lambda: menu.menu_link("x", Shown.text, "plus"),
    "menu_separator": menu.menu_separator,
    "menu_radio": lambda: menu.menu_radio("Role", {"a": "A"}, value=Shown.text, on_value_change=Shown.act),
    "markdown": lambda: markdown.markdown(Shown.text, {"1": "/o/acme/documents/1"}),
    "submit_on_enter": lambda: submit_on_enter.submit_on_enter(form_id="ask"),
    "native_form": lambda: native_form.native_form("x", action="/auth/sign-out", method="post"),
    "native_select": lambda: field.field(
        "Role", "role", form_id="f", control=partial(native_select.native_select, {"a": "A"})
    ),
    "organization_switcher": _switcher,
    "count": lambda: organization_switcher.count(Shown.number),
    "page_header": lambda: page_header.page_header(Shown.text, "d", button("x")),
    "pagination": lambda: pagination.pagination(Shown.number, Shown.number, noun="members"),
    "picture_upload": lambda: picture_upload.picture_upload(
        Shown.text, Shown.text, action="/x", upload_id="avatar", largest=1, on_uploaded=Shown.act, on_remove=Shown.act("x")
    ),
    "popover": lambda: popover.popover("x", trigger="Open", label="Panel", trigger_class=button_class()),
    "post_form": lambda: post_form.post_form("x", action="/auth/sign-in", form_id="f", auto_complete="on"),
    "query_link": lambda: query.query_link("Clear", changes={"q": ""}, disabled=Shown.on),
    "query_select": lambda: query.query_select("role", {"a": "A"}, label="Role", everything="All roles"),
    "query_date": lambda: query_date.query_date("from", "From", label="From this day on"),
    "relative_time": lambda: relative_time.relative_time(Shown.text, "text-muted-foreground"),
    "day": lambda: relative_time.day(Shown.text),
    "exact_time": lambda: relative_time.exact_time(Shown.text),
    "search_input": lambda: search_input.search_input("Search members"),
    "shell": lambda: shell.shell(
        "x", nav=NAV, switcher=_switcher(), user=_user(), crumbs=[(Shown.text, "/"), ("Here", "")], toasts=_toasts(),
        banner=banner.banner("x"), test_mode=Shown.text, wide=True,
    ),
    "show_target": lambda: show_target.show_target(Shown.text),
    "sidebar": lambda: sidebar.sidebar(_switcher(), NAV, _user()),
    "drawer": lambda: sidebar.drawer(_switcher(), NAV, _user()),
    "navigation": lambda: sidebar.navigation(NAV),
    "sidebar_toggle": sidebar.sidebar_toggle,
    "sidebar_memory": sidebar.sidebar_memory,
    "skeleton": skeleton.skeleton,
    "skeleton_rows": skeleton.skeleton_rows,
    "switch": lambda: switch.switch("On", "on", description="d", checked=Shown.on),
    "tabs": lambda: tabs.tabs({"One": rx.el.p("x")}, "Parts"),
    "tab_links": lambda: tabs.tab_links([("One", "/one")], "Parts"),
    "textarea": lambda: field.field("About", "about", form_id="f", control=textarea.textarea),
    "theme_toggle": theme_toggle.theme_toggle,
    "theme_menu": theme_toggle.theme_menu,
    "toast_region": _toasts,
    "tooltip": lambda: tooltip.tooltip("Hint", button("x")),
    "upload": lambda: upload.upload(Shown.text, upload_id="files", largest=Shown.number, on_uploaded=Shown.act),
    "user_menu": _user,
}  # fmt: skip
