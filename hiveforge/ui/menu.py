"""A menu behind a button."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from .base import BaseUI, Node, Positioner, Text, open_change, value_change
from .button import button_class
from .link import nav_link


class MenuRoot(BaseUI):
    tag = "Menu.Root"
    modal: rx.Var[bool]
    on_open_change: rx.EventHandler[open_change]


class MenuTrigger(BaseUI):
    tag = "Menu.Trigger"


class MenuPortal(BaseUI):
    tag = "Menu.Portal"


class MenuPositioner(Positioner):
    tag = "Menu.Positioner"


class MenuPopup(BaseUI):
    tag = "Menu.Popup"


class MenuItem(BaseUI):
    tag = "Menu.Item"
    disabled: rx.Var[bool]
    close_on_click: rx.Var[bool]


class MenuSeparator(BaseUI):
    tag = "Menu.Separator"


class MenuGroup(BaseUI):
    tag = "Menu.Group"


class MenuGroupLabel(BaseUI):
    tag = "Menu.GroupLabel"


class MenuRadioGroup(BaseUI):
    tag = "Menu.RadioGroup"
    value: rx.Var[str]
    default_value: rx.Var[str]
    on_value_change: rx.EventHandler[value_change]


class MenuRadioItem(BaseUI):
    tag = "Menu.RadioItem"
    value: rx.Var[str]
    close_on_click: rx.Var[bool]
    disabled: rx.Var[bool]


class MenuRadioItemIndicator(BaseUI):
    tag = "Menu.RadioItemIndicator"


def menu(
    *items: Node,
    trigger: Node,
    label: Text = "",
    trigger_class: str = "",
    align: str = "end",
    side: str = "bottom",
    width: str = "min-w-44",
) -> rx.Component:
    """`trigger` is the content of the button, which Base UI renders. With only an icon it needs `label`."""
    return MenuRoot.create(
        MenuTrigger.create(
            trigger,
            class_name=trigger_class or button_class("ghost", "icon"),
            **({"aria_label": label} if not isinstance(label, str) or label else {}),
        ),
        MenuPortal.create(
            MenuPositioner.create(
                MenuPopup.create(*items, class_name=f"popup p-1 {width}"),
                side=side, side_offset=6, align=align, class_name="z-50 outline-none",
            )
        ),
        modal=True,
    )  # fmt: skip


def row_menu(*items: Node, label: Text) -> rx.Component:
    """The three dots at the end of a row. `label` names the row: f"Actions for {row.name}"."""
    return menu(*items, trigger=rx.icon("ellipsis", size=16, aria_hidden="true"), label=label)


def menu_item(text: Text, icon: str = "", *, danger: bool = False, keys: str = "", **props: Any) -> rx.Component:
    """An act. One that opens a dialog ends in "…"."""
    return MenuItem.create(
        _inside(text, icon, danger=danger, keys=keys),
        class_name="menu-item text-danger data-highlighted:bg-danger-soft" if danger else "menu-item",
        **props,
    )


def menu_link(text: Text, href: Text, icon: str = "", *, keys: str = "") -> rx.Component:
    """A link to another page of the app."""
    return MenuItem.create(
        _inside(text, icon, danger=False, keys=keys), render_=nav_link(to=href), class_name="menu-item"
    )


def menu_separator() -> rx.Component:
    return MenuSeparator.create(class_name="-mx-1 my-1 h-px bg-border")


def menu_radio(label: Text, options: Mapping[str, Text], **group: Any) -> rx.Component:
    """One of several: `value=row.role, on_value_change=lambda role: State.change(row.id, role)`."""
    return MenuGroup.create(
        MenuGroupLabel.create(label, class_name="px-2 py-1.5 text-xs text-muted-foreground"),
        MenuRadioGroup.create(
            *[
                MenuRadioItem.create(
                    rx.el.span(text, class_name="flex-1"),
                    MenuRadioItemIndicator.create(rx.icon("check", size=14, aria_hidden="true")),
                    value=value, close_on_click=True, class_name="menu-item",
                )
                for value, text in options.items()
            ],
            **group,
        ),
    )  # fmt: skip


def _inside(text: Text, icon: str, *, danger: bool, keys: str) -> rx.Component:
    shade = "" if danger else "text-muted-foreground"
    return rx.fragment(
        rx.icon(icon, size=15, class_name=shade, aria_hidden="true") if icon else rx.fragment(),
        rx.el.span(text, class_name="min-w-0 flex-1 truncate"),
        rx.el.kbd(keys, class_name="kbd", aria_hidden="true") if keys else rx.fragment(),
    )
