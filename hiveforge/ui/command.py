"""cmdk, wrapped: a filtered list that the arrow keys walk. Used by the palette and the organization switcher."""

from typing import Any

import reflex as rx
from reflex.utils.imports import ImportVar
from reflex.vars import VarData

from .base import ClientComponent, Node, Text

LIBRARY = "cmdk@1.1.1"
CMDK = ImportVar(tag="Command", alias="Cmdk")

# What a server has found stays: it matches by more than its letters.
FOUND = "hive:found"
KEEP_FOUND = rx.Var(
    f'((value, typed, keywords) => keywords?.includes("{FOUND}") ? 1 : cmdkFilter(value, typed, keywords))',
    _var_data=VarData(imports={LIBRARY: [ImportVar(tag="defaultFilter", alias="cmdkFilter")]}),
)

COMMAND_LINK = r"""
function HiveCommandLink({children, to, ...props}) {
  const navigate = useNavigate();
  const onSelect = () => { window.dispatchEvent(new Event("hive:close:palette")); navigate(to); };
  return createElement(Cmdk.Item, {...props, onSelect}, children);
}
"""

COMMAND_WHILE = """
function HiveCommandWhile({children, answered, moments}) {
  const typed = useCommandState((state) => state.search);
  const moment = typed.trim().length < 2 ? "idle" : typed === answered ? "answered" : "asking";
  return moments.includes(moment) ? children : null;
}
"""


class Cmdk(rx.Component):
    library = LIBRARY

    @property
    def import_var(self) -> ImportVar:
        return CMDK


class CommandRoot(Cmdk):
    tag = "Command"
    alias = "Cmdk"
    label: rx.Var[str]
    loop: rx.Var[bool]
    should_filter: rx.Var[bool]
    filter: rx.Var[Any]


class CommandInput(Cmdk):
    tag = "Command.Input"
    alias = "Cmdk.Input"
    placeholder: rx.Var[str]
    auto_focus: rx.Var[bool]
    max_length: rx.Var[int]
    on_value_change: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class CommandList(Cmdk):
    tag = "Command.List"
    alias = "Cmdk.List"


class CommandEmpty(Cmdk):
    tag = "Command.Empty"
    alias = "Cmdk.Empty"


class CommandGroup(Cmdk):
    tag = "Command.Group"
    alias = "Cmdk.Group"
    heading: rx.Var[str]
    force_mount: rx.Var[bool]


class CommandItem(Cmdk):
    tag = "Command.Item"
    alias = "Cmdk.Item"
    value: rx.Var[str]
    keywords: rx.Var[list[str]]
    force_mount: rx.Var[bool]
    on_select: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class CommandLink(ClientComponent):
    """An item that navigates."""

    tag = "HiveCommandLink"
    javascript = (COMMAND_LINK,)
    uses = {"react": ["createElement"], "react-router": ["useNavigate"], LIBRARY: [CMDK]}

    to: rx.Var[str]
    value: rx.Var[str]
    keywords: rx.Var[list[str]]
    force_mount: rx.Var[bool]


class CommandWhile(ClientComponent):
    """Shows its children in these moments: `idle`, nothing to search for is typed; `asking`, it is not answered yet;

    `answered`, `answered` is what is typed.
    """

    tag = "HiveCommandWhile"
    javascript = (COMMAND_WHILE,)
    uses = {LIBRARY: ["useCommandState"]}

    answered: rx.Var[str]
    moments: rx.Var[list[str]]


def command_link(*children: Node, to: Text, value: Text, **props: Any) -> rx.Component:
    """`value` is what the search matches; it must be unique in the list."""
    return CommandLink.create(*children, to=to, value=value, class_name="menu-item h-9", **props)


def found_link(*children: Node, to: Text, value: Text, **props: Any) -> rx.Component:
    """An item that a server has found, of one to three lines; it is shown whatever its letters are."""
    return CommandLink.create(
        *children, to=to, value=value, keywords=[FOUND], class_name="menu-item min-h-9 items-start py-1.5", **props
    )


def command_item(*children: Node, value: Text, on_select: Any, **props: Any) -> rx.Component:
    """An act."""
    return CommandItem.create(*children, value=value, on_select=on_select, class_name="menu-item h-9", **props)
