"""The frame of public pages: header, content, footer. Works without JavaScript."""

from collections.abc import Mapping, Sequence

import reflex as rx

from .base import Node, Text, in_browser
from .button import button_class
from .link import native_link, nav_link
from .logo import logo
from .theme_toggle import theme_toggle

WRAP = "mx-auto w-full max-w-6xl px-5 sm:px-8"
PHONE_MENU = "phone-menu"
Links = Sequence[tuple[str, Text]]


def marketing_layout(*content: Node, links: Links, footer: Mapping[str, Links]) -> rx.Component:
    """`links` are the header's pages; `footer` has titled columns of links. Addresses with `#` are in-page."""
    return rx.el.div(
        native_link(
            "Skip to content", href="#main",
            class_name=(
                "sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-[80] focus:rounded-md "
                "focus:bg-primary focus:px-3 focus:py-2 focus:text-primary-foreground"
            ),
        ),
        _header(links),
        rx.el.main(*content, id="main", tab_index=-1, class_name="outline-none"),
        _footer(footer),
        class_name="flex min-h-dvh flex-col [&>main]:flex-1",
    )  # fmt: skip


def public_link(text: Node, href: Text, class_name: str = "") -> rx.Component:
    """In-page targets and server routes are plain anchors, pages are router links."""
    native = isinstance(href, str) and ("#" in href or href.startswith(("/api/", "http")))
    return (
        native_link(text, href=href, class_name=class_name)
        if native
        else nav_link(text, to=href, class_name=class_name)
    )


def _header(links: Links) -> rx.Component:
    shade = "rounded py-1 text-muted-foreground hover:text-foreground"
    return rx.el.header(
        rx.el.div(
            nav_link(
                logo(26), "HiveForge", to="/",
                class_name="flex items-center gap-2.5 rounded-md text-base font-semibold tracking-tight",
            ),
            rx.el.nav(
                *[public_link(text, href, shade) for text, href in links],
                aria_label="Main", class_name="hidden gap-7 text-sm md:flex",
            ),
            rx.el.div(
                rx.el.div(theme_toggle(), class_name="max-md:hidden"),
                nav_link("Sign in", to="/sign-in", class_name=f"px-1 text-sm font-medium max-sm:hidden {shade}"),
                nav_link("Create account", to="/sign-up", class_name=button_class("primary", "sm")),
                _phone_menu(links),
                class_name="flex items-center gap-3",
            ),
            class_name=f"{WRAP} flex h-16 items-center justify-between gap-4",
        ),
        class_name="sticky top-0 z-30 border-b bg-background/85 backdrop-blur-md",
    )  # fmt: skip


def _phone_menu(links: Links) -> rx.Component:
    entry = "flex h-11 items-center rounded-md px-3 font-medium hover:bg-muted"
    return rx.el.details(
        rx.el.summary(
            rx.icon("menu", size=18, aria_hidden="true"),
            aria_label="Menu",
            class_name=button_class("ghost", "icon", "-mr-2 size-11 list-none [&::-webkit-details-marker]:hidden"),
        ),
        rx.el.nav(
            *[public_link(text, href, entry) for text, href in (*links, ("Sign in", "/sign-in"))],
            rx.el.div(theme_toggle(), class_name="px-3 py-2"),
            aria_label="Menu",
            on_click=in_browser(f'document.getElementById("{PHONE_MENU}").open = false'),
            class_name="absolute top-full right-3 mt-1 grid w-[calc(100vw-1.5rem)] rounded-xl border bg-elevated p-2 text-sm shadow-pop",
        ),
        id=PHONE_MENU,
        class_name="md:hidden",
    )


def _footer(columns: Mapping[str, Links]) -> rx.Component:
    return rx.el.footer(
        rx.el.div(
            rx.el.div(
                rx.el.div(logo(22), "HiveForge", class_name="flex items-center gap-2.5 font-semibold text-foreground"),
                rx.el.p("A complete multi-tenant SaaS platform in Python.", class_name="mt-3 max-w-56 text-pretty"),
            ),
            *[
                rx.el.nav(
                    rx.el.p(title, class_name="mb-2 text-xs font-medium text-foreground"),
                    *[public_link(text, href, "w-fit rounded py-1 hover:text-foreground") for text, href in links],
                    aria_label=title,
                    class_name="grid content-start",
                )
                for title, links in columns.items()
            ],
            class_name=(
                f"{WRAP} grid grid-cols-2 gap-8 py-12 text-[0.8125rem] text-muted-foreground "
                "sm:grid-cols-[2fr_1fr_1fr_1fr]"
            ),
        ),
        class_name="border-t bg-canvas",
    )
