"""Links. `rx.el.a` silently becomes a router link, which is wrong for server routes, downloads and `#targets`."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML

from .base import Node, Text


class NavLink(rx.Component):
    """React Router's NavLink: navigates without a reload and sets `aria-current="page"` by itself.

    Without `end` it also matches pages below its own.
    """

    library = "react-router"
    tag = "NavLink"
    alias = "HiveNavLink"

    to: rx.Var[str]
    title: rx.Var[str]
    end: rx.Var[bool]
    on_click: rx.EventHandler[rx.event.no_args_event_spec]


class NativeAnchor(BaseHTML):
    """A plain `<a>`: for server routes, downloads, in-page targets that must move focus, and other sites."""

    tag = "a"

    href: rx.Var[str]
    target: rx.Var[str]
    rel: rx.Var[str]
    download: rx.Var[str]


nav_link = NavLink.create
native_link = NativeAnchor.create

TEXT_LINK = "font-medium text-foreground underline decoration-control underline-offset-4 hover:decoration-foreground"


def link(*children: Node, href: Text, class_name: str = "", **props: Any) -> rx.Component:
    """A link in running text to another page of the app."""
    return nav_link(*children, to=href, class_name=f"{TEXT_LINK} {class_name}".rstrip(), **props)
