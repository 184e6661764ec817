"""The navigation by area, in the sidebar and in the drawer of phones, and the button that collapses it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from .base import ClientComponent, Flag, Text
from .button import button_class
from .dialog import (
    BACKDROP,
    FADE,
    DialogBackdrop,
    DialogClose,
    DialogPopup,
    DialogPortal,
    DialogRoot,
    DialogTitle,
    DialogTrigger,
)
from .link import nav_link
from .organization_switcher import count

LINK = (
    "nav-link flex h-8.5 items-center gap-2.5 rounded-md px-2 text-[0.8125rem] font-medium text-muted-foreground "
    "hover:bg-muted hover:text-foreground aria-[current=page]:bg-muted aria-[current=page]:text-foreground max-lg:h-11"
)
REMEMBERED = 'try { document.documentElement.toggleAttribute("data-collapsed", localStorage.getItem("hive-sidebar") === "collapsed"); } catch {}'
TOGGLE = r"""
function HiveSidebarToggle({children, className}) {
  const [collapsed, setCollapsed] = useState(false);
  const apply = (value) => { document.documentElement.toggleAttribute("data-collapsed", value); setCollapsed(value); };
  useLayoutEffect(() => apply(localStorage.getItem("hive-sidebar") === "collapsed"), []);
  const onClick = () => { localStorage.setItem("hive-sidebar", collapsed ? "open" : "collapsed"); apply(!collapsed); };
  const label = collapsed ? "Expand sidebar" : "Collapse sidebar";
  return createElement("button", {type: "button", className, onClick, "aria-expanded": !collapsed, "aria-controls": "sidebar", "aria-label": label, title: label}, children);
}
"""


@dataclass(frozen=True)
class NavItem:
    """`exact` lights up on this address alone, not below it; `keys` is its shortcut ("g m"); `shown` is who sees it."""

    text: str
    icon: str
    href: Text
    keys: str = ""
    shown: Flag = True
    exact: bool = False
    count: Any = None


@dataclass(frozen=True)
class NavGroup:
    items: Sequence[NavItem]
    title: str = ""


class SidebarToggle(ClientComponent):
    """Remembers in the browser whether the sidebar is narrow."""

    tag = "HiveSidebarToggle"
    javascript = (TOGGLE,)
    uses = {"react": ["createElement", "useLayoutEffect", "useState"]}


def sidebar(top: rx.Component, nav: Sequence[NavGroup], bottom: rx.Component) -> rx.Component:
    """The column on wide screens."""
    return rx.el.aside(
        rx.el.div(top, class_name="p-2.5"),
        rx.el.div(navigation(nav), class_name="flex flex-1 flex-col overflow-y-auto px-2.5 pt-1"),
        rx.el.div(bottom, class_name="border-t p-2.5"),
        id="sidebar",
        aria_label="Sidebar",
        class_name="fixed inset-y-0 left-0 z-30 hidden w-60 flex-col border-r bg-canvas lg:flex collapsed:lg:w-14",
    )


def drawer(top: rx.Component, nav: Sequence[NavGroup], bottom: rx.Component) -> rx.Component:
    """The same on narrow screens, behind a button."""
    return DialogRoot.create(
        DialogTrigger.create(
            rx.icon("menu", size=18, aria_hidden="true"),
            aria_label="Open navigation",
            class_name=button_class("ghost", "icon", "-ml-2 size-11 lg:hidden"),
        ),
        DialogPortal.create(
            DialogBackdrop.create(class_name=BACKDROP),
            DialogPopup.create(
                DialogTitle.create("Navigation", class_name="sr-only"),
                rx.el.div(
                    rx.el.div(top, class_name="min-w-0 flex-1"),
                    DialogClose.create(
                        rx.icon("x", size=18, aria_hidden="true"),
                        aria_label="Close navigation",
                        class_name=button_class("ghost", "icon", "size-11"),
                    ),
                    class_name="flex items-center gap-1 p-2.5",
                ),
                rx.el.div(navigation(nav), class_name="flex flex-1 flex-col overflow-y-auto px-2.5"),
                rx.el.div(bottom, class_name="border-t p-2.5"),
                data_dialog="navigation",
                data_drawer="",
                class_name=(
                    "fixed inset-y-0 left-0 z-50 flex w-72 max-w-[85vw] flex-col border-r bg-elevated shadow-modal "
                    f"outline-none data-[ending-style]:-translate-x-full data-[starting-style]:-translate-x-full {FADE}"
                ),
            ),
        ),
        name="navigation",
        asks=False,
    )


def navigation(nav: Sequence[NavGroup]) -> rx.Component:
    """Groups of links; the current page is marked by the router itself."""
    return rx.el.nav(
        *[
            rx.el.div(
                rx.el.p(
                    group.title, class_name="px-2 pb-1 text-xs font-medium text-muted-foreground collapsed:lg:sr-only"
                )
                if group.title
                else rx.fragment(),
                rx.el.ul(*[_entry(item) for item in group.items], class_name="grid gap-0.5"),
            )
            for group in nav
        ],
        aria_label="Main",
        class_name="flex flex-1 flex-col gap-5",
    )


def sidebar_memory() -> rx.Component:
    """Goes into the document's head: a narrow sidebar is narrow from the first paint."""
    return rx.el.script(REMEMBERED)


def sidebar_toggle() -> rx.Component:
    return SidebarToggle.create(
        rx.icon("panel-left", size=16, aria_hidden="true"), class_name=button_class("ghost", "icon", "max-lg:hidden")
    )


def _entry(item: NavItem) -> rx.Component:
    link = rx.el.li(
        nav_link(
            rx.icon(item.icon, size=16, aria_hidden="true", class_name="shrink-0"),
            rx.el.span(item.text, class_name="min-w-0 flex-1 truncate collapsed:lg:sr-only"),
            rx.cond(item.count > 0, rx.el.span(count(item.count), class_name="collapsed:lg:sr-only"))
            if item.count is not None
            else rx.fragment(),
            to=item.href,
            title=item.text,
            class_name=LINK,
            **({"end": True} if item.exact else {}),
        )
    )
    return link if item.shown is True else rx.cond(item.shown, link)
