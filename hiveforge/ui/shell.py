"""The frame around every page of a signed-in person. Knows no feature: everything is handed in."""

from collections.abc import Mapping, Sequence

import reflex as rx

from .badge import badge
from .base import Node, Text
from .breadcrumb import Crumbs, breadcrumb
from .command_palette import Command, PaletteSearch, command_palette, open_palette
from .hotkeys import Shortcut, hotkeys
from .link import native_link
from .sidebar import NavGroup, drawer, sidebar, sidebar_toggle

SKIP = (
    "sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-[80] focus:rounded-md focus:bg-primary "
    "focus:px-3 focus:py-2 focus:text-primary-foreground"
)


def shell(
    *content: Node,
    nav: Sequence[NavGroup],
    switcher: rx.Component,
    user: rx.Component,
    crumbs: Crumbs,
    toasts: Node,
    commands: Mapping[str, Sequence[Command]] | None = None,
    palette: Sequence[Node] = (),
    search: PaletteSearch | None = None,
    banner: Node | None = None,
    test_mode: Text = "",
    wide: bool = False,
) -> rx.Component:
    """`switcher` is an `organization_switcher`, `user` a `user_menu`, `toasts` a `toast_region`.

    The palette offers the navigation and `commands` ("Actions": [...]); `palette` are further groups, and `search`
    fills more. `test_mode` says what is not real here, empty for nothing. `banner` stands above the page (`banner(...)`). `wide` is for tables that need the whole width.
    """
    items = [item for group in nav for item in group.items]
    places = [Command(item.text, item.icon, item.href, keys=item.keys.upper(), shown=item.shown) for item in items]
    shortcuts = [Shortcut(item.keys, f"Go to {item.text.lower()}", item.href) for item in items if item.keys]
    return rx.el.div(
        native_link("Skip to content", href="#main", class_name=SKIP),
        sidebar(switcher, nav, user),
        rx.el.div(
            rx.el.header(
                drawer(switcher, nav, user),
                sidebar_toggle(),
                breadcrumb(crumbs),
                _test_mode(test_mode),
                _search_button(),
                class_name=(
                    "sticky top-0 z-20 flex h-14 items-center gap-2 border-b bg-canvas/90 px-4 backdrop-blur-md sm:px-6 lg:px-4"
                ),
            ),
            banner if banner is not None else rx.fragment(),
            rx.el.main(
                *content,
                id="main",
                tab_index=-1,
                class_name=(
                    "mx-auto grid grid-cols-[minmax(0,1fr)] content-start gap-6 px-4 py-6 outline-none sm:px-6 lg:px-8 lg:py-8 "
                    + ("max-w-screen-2xl" if wide else "max-w-5xl")
                ),
            ),
            class_name="min-w-0 lg:pl-60 collapsed:lg:pl-14",
        ),
        command_palette({"Go to": places, **(commands or {})}, *palette, search=search),
        hotkeys(shortcuts),
        toasts,
        class_name="min-h-dvh bg-canvas",
    )


def _test_mode(what: Text) -> rx.Component:
    pill = rx.el.span(badge("Test mode", "warning", dot=True), title=what, class_name="max-sm:hidden")
    return rx.cond(rx.Var.create(what) != "", pill)


def _search_button() -> rx.Component:
    return rx.el.button(
        rx.icon("search", size=14, aria_hidden="true", class_name="shrink-0"),
        rx.el.span("Search or jump to…", class_name="flex-1 truncate text-left max-md:sr-only"),
        rx.el.kbd("Ctrl K", class_name="kbd max-md:hidden", aria_hidden="true"),
        type="button",
        on_click=open_palette(),
        aria_keyshortcuts="Control+K Meta+K",
        class_name=(
            "flex h-8.5 shrink-0 items-center gap-2 rounded-md border bg-surface px-2.5 text-[0.8125rem] "
            "text-muted-foreground shadow-card hover:bg-muted max-md:size-11 max-md:justify-center max-md:border-0 "
            "max-md:bg-transparent max-md:shadow-none md:w-56"
        ),
    )
