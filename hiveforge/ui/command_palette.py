"""Ctrl/⌘K from anywhere: go somewhere, do something. Opens without the server, and while it is away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from .base import Flag, Node, Text
from .command import CommandEmpty, CommandGroup, CommandInput, CommandList, CommandRoot, command_item, command_link
from .dialog import (
    BACKDROP,
    POPUP,
    DialogBackdrop,
    DialogPopup,
    DialogPortal,
    DialogRoot,
    DialogTitle,
    close_dialog,
    open_dialog,
)

NAME = "palette"
GROUP = (
    "p-1.5 [&_[cmdk-group-heading]]:px-2 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs "
    "[&_[cmdk-group-heading]]:text-muted-foreground"
)


@dataclass(frozen=True)
class Command:
    """A verb phrase ("Invite a member"). `href` navigates, `on_select` runs an event; `shown` is who may."""

    text: str
    icon: str
    href: Text = ""
    on_select: Any = None
    keys: str = ""
    shown: Flag = True


def open_palette() -> Any:
    """For `on_click`."""
    return open_dialog(NAME)


def command_palette(
    groups: Mapping[str, Sequence[Command]],
    *more: Node,
    on_search: Any = None,
    placeholder: str = "Search or jump to…",
) -> rx.Component:
    """`more` are further `command_group`s, for example of search results that `on_search` (gets the text) fills."""
    return DialogRoot.create(
        DialogPortal.create(
            DialogBackdrop.create(class_name=BACKDROP),
            DialogPopup.create(
                DialogTitle.create("Command palette", class_name="sr-only"),
                CommandRoot.create(
                    rx.el.div(
                        rx.icon("search", size=16, class_name="text-muted-foreground", aria_hidden="true"),
                        CommandInput.create(
                            placeholder=placeholder,
                            class_name=(
                                "h-12 min-w-0 flex-1 bg-transparent text-[0.9375rem] outline-none "
                                "placeholder:text-muted-foreground"
                            ),
                            **({"on_value_change": on_search} if on_search is not None else {}),
                        ),
                        rx.el.kbd("Esc", class_name="kbd"),
                        class_name="flex items-center gap-3 border-b px-4",
                    ),
                    CommandList.create(
                        CommandEmpty.create("Nothing matches.", class_name="py-10 text-center text-muted-foreground"),
                        *more,
                        *[command_group(name, *[_item(c) for c in commands]) for name, commands in groups.items()],
                        class_name="max-h-[min(24rem,60dvh)] overflow-y-auto",
                    ),
                    label="Command palette",
                    loop=True,
                ),
                data_dialog=NAME,
                class_name=f"{POPUP} top-[max(1rem,12dvh)] w-[min(36rem,calc(100vw-2rem))] overflow-hidden",
            ),
        ),
        name=NAME,
        asks=False,
    )


def command_group(heading: Text, *items: Node, **props: Any) -> rx.Component:
    return CommandGroup.create(*items, heading=heading, class_name=GROUP, **props)


def _item(command: Command) -> Node:
    inside = (
        rx.icon(command.icon, size=15, class_name="text-muted-foreground", aria_hidden="true"),
        rx.el.span(command.text, class_name="min-w-0 flex-1 truncate"),
        rx.el.kbd(command.keys, class_name="kbd", aria_hidden="true") if command.keys else rx.fragment(),
    )
    if command.on_select is None:
        item = command_link(*inside, to=command.href, value=command.text)
    else:
        item = command_item(*inside, value=command.text, on_select=[close_dialog(NAME), command.on_select])
    return item if command.shown is True else rx.cond(command.shown, item)
