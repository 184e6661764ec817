"""Who is signed in: account, theme, shortcuts, sign out."""

from collections.abc import Sequence

import reflex as rx

from .avatar import avatar
from .base import Node, Text, in_browser
from .dialog import open_dialog
from .hotkeys import NAME as SHORTCUTS
from .menu import menu, menu_item, menu_link, menu_separator
from .native_form import native_form
from .theme_toggle import theme_menu

SIGN_OUT_FORM = "sign-out"


def user_menu(
    name: Text,
    email: Text,
    initials: Text,
    picture: Text = "",
    *,
    links: Sequence[tuple[str, Text, str]] = (("Account settings", "/account", "settings"),),
    more: Sequence[Node] = (),
) -> rx.Component:
    """`links` are (text, address, icon). Signing out posts a real form, because it ends a cookie."""
    return rx.fragment(
        menu(
            rx.el.div(
                rx.el.p(name, class_name="truncate text-[0.8125rem] font-medium"),
                rx.el.p(email, class_name="truncate text-xs text-muted-foreground"),
                class_name="px-2 py-1.5",
            ),
            menu_separator(),
            *[menu_link(text, href, icon) for text, href, icon in links],
            *more,
            menu_item("Keyboard shortcuts", "keyboard", keys="?", on_click=open_dialog(SHORTCUTS)),
            menu_separator(),
            theme_menu(),
            menu_separator(),
            menu_item(
                "Sign out",
                "log-out",
                on_click=in_browser(f'document.getElementById("{SIGN_OUT_FORM}").requestSubmit()'),
            ),
            trigger=rx.fragment(
                avatar(initials, picture),
                rx.el.span(
                    rx.el.span(name, class_name="block truncate text-[0.8125rem] font-medium text-foreground"),
                    rx.el.span(email, class_name="block truncate text-xs text-muted-foreground"),
                    class_name="min-w-0 flex-1 text-left leading-tight collapsed:lg:sr-only",
                ),
                rx.icon(
                    "chevrons-up-down",
                    size=14,
                    aria_hidden="true",
                    class_name="shrink-0 text-muted-foreground collapsed:lg:hidden",
                ),
            ),
            trigger_class="flex h-12 w-full items-center gap-2.5 rounded-md px-1.5 hover:bg-muted data-[popup-open]:bg-muted",
            align="start",
            side="top",
            width="w-60",
        ),
        native_form(action="/auth/sign-out", method="post", id=SIGN_OUT_FORM, hidden=True),
    )
