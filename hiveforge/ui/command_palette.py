"""Ctrl/⌘K from anywhere: go somewhere, do something. Opens without the server, and while it is away."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from .base import Flag, Node, Text
from .command import (
    KEEP_FOUND,
    CommandEmpty,
    CommandGroup,
    CommandInput,
    CommandList,
    CommandRoot,
    CommandWhile,
    command_item,
    command_link,
)
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


@dataclass(frozen=True)
class PaletteSearch:
    """What a server finds. `on_search` gets what is typed, from two letters on, and "" when the palette opens.

    `results` are `command_group`s of `found_link`s for `answered`, which is what was typed; `said` tells them in words.
    """

    results: Node
    on_search: Any
    answered: Text
    said: Text


def open_palette() -> Any:
    """For `on_click`."""
    return open_dialog(NAME)


def command_palette(
    groups: Mapping[str, Sequence[Command]],
    *more: Node,
    search: PaletteSearch | None = None,
    placeholder: str = "Search or jump to…",
) -> rx.Component:
    """`more` are further `command_group`s. What `search` finds comes last, so that it moves nothing under a finger."""
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
                            max_length=200,
                            **({"on_value_change": search.on_search} if search else {}),
                        ),
                        rx.el.kbd("Esc", class_name="kbd"),
                        class_name="flex items-center gap-3 border-b px-4",
                    ),
                    CommandList.create(
                        _nothing(search),
                        *more,
                        *[command_group(name, *[_item(c) for c in commands]) for name, commands in groups.items()],
                        *_found(search),
                        class_name="max-h-[min(24rem,60dvh)] overflow-y-auto",
                    ),
                    label="Command palette",
                    loop=True,
                    **({"filter": KEEP_FOUND} if search else {}),
                ),
                _beside(search),
                data_dialog=NAME,
                class_name=f"{POPUP} top-[max(1rem,12dvh)] w-[min(36rem,calc(100vw-2rem))] overflow-hidden",
            ),
        ),
        name=NAME,
        asks=False,
    )


def command_group(heading: Text, *items: Node, **props: Any) -> rx.Component:
    return CommandGroup.create(*items, heading=heading, class_name=GROUP, **props)


def _nothing(search: PaletteSearch | None) -> Node:
    nothing = CommandEmpty.create("Nothing matches.", class_name="py-10 text-center text-muted-foreground")
    return _while(search, "idle", "answered", shown=nothing) if search else nothing


def _found(search: PaletteSearch | None) -> list[Node]:
    if search is None:
        return []
    asking = rx.el.div("Searching…", role="presentation", class_name="px-4 py-3 text-xs text-muted-foreground")
    return [_while(search, "answered", shown=search.results), _while(search, "asking", shown=asking)]


def _while(search: PaletteSearch, *moments: str, shown: Node) -> Node:
    return CommandWhile.create(shown, answered=search.answered, moments=list(moments))


def _beside(search: PaletteSearch | None) -> Node:
    """Forgets what was found when the palette was open before, and tells what is found to whoever does not see it."""
    if search is None:
        return rx.fragment()
    return rx.el.p(search.said, role="status", class_name="sr-only", on_mount=search.on_search(""))


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
