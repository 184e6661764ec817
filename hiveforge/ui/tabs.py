"""Tabs within one page. Parts of an area that deserve an address are pages with links instead: `tab_links`."""

from collections.abc import Mapping, Sequence
from typing import Any

import reflex as rx

from .base import BaseUI, Text, value_change
from .link import nav_link

TAB = (
    "-mb-px inline-flex h-9 items-center border-b-2 border-transparent px-1 text-[0.8125rem] font-medium "
    "text-muted-foreground hover:text-foreground"
)


class TabsRoot(BaseUI):
    tag = "Tabs.Root"
    default_value: rx.Var[str]
    value: rx.Var[str]
    on_value_change: rx.EventHandler[value_change]


class TabsList(BaseUI):
    tag = "Tabs.List"
    activate_on_focus: rx.Var[bool]


class TabsTab(BaseUI):
    tag = "Tabs.Tab"
    value: rx.Var[str]


class TabsPanel(BaseUI):
    tag = "Tabs.Panel"
    value: rx.Var[str]


def tabs(panels: Mapping[str, rx.Component], label: str, **props: Any) -> rx.Component:
    """`{"Members": component, ...}`. Pass `value` and `on_value_change` to control it from a state."""
    if "value" not in props:
        props.setdefault("default_value", next(iter(panels)))
    return TabsRoot.create(
        TabsList.create(
            *[
                TabsTab.create(
                    name, value=name, class_name=f"{TAB} data-[active]:border-foreground data-[active]:text-foreground"
                )
                for name in panels
            ],
            aria_label=label,
            activate_on_focus=True,
            class_name="flex gap-5 overflow-x-auto border-b",
        ),
        *[TabsPanel.create(body, value=name, class_name="pt-4 outline-none") for name, body in panels.items()],
        **props,
    )


def tab_links(links: Sequence[tuple[str, Text]], label: str) -> rx.Component:
    """Pages of one area: `[("Profile", "/account"), ("Sessions", "/account/sessions")]`."""
    shown = f"{TAB} aria-[current=page]:border-foreground aria-[current=page]:text-foreground"
    return rx.el.nav(
        *[nav_link(text, to=href, class_name=shown) for text, href in links],
        aria_label=label,
        class_name="flex gap-5 overflow-x-auto border-b",
    )
