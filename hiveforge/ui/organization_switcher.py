"""Which organization the page is about, and the way to the others. The organization is in the address."""

from typing import Any

import reflex as rx

from .avatar import avatar
from .base import Text
from .command import CommandEmpty, CommandGroup, CommandInput, CommandList, CommandRoot, command_link
from .command_palette import command_group
from .popover import popover


def organization_switcher(
    name: Text,
    initials: Text,
    organizations: Any,
    *,
    picture: Text = "",
    slug: Text = "",
    invitations: Any = 0,
    create_href: str = "/organizations/new",
    invitations_href: str = "/invitations",
) -> rx.Component:
    """`name`, `initials`, `picture` and `slug` of the current one; `organizations`: rows with the same, and `role`.

    `invitations` counts those that wait for an answer.
    """
    waiting: Any = rx.Var.create(invitations).to(int) > 0
    return popover(
        CommandRoot.create(
            rx.el.div(
                rx.icon("search", size=15, class_name="text-muted-foreground", aria_hidden="true"),
                CommandInput.create(
                    placeholder="Find an organization",
                    auto_focus=True,
                    class_name="h-10 min-w-0 flex-1 bg-transparent text-sm outline-none placeholder:text-muted-foreground",
                ),
                class_name="flex items-center gap-2.5 border-b px-3",
            ),
            CommandList.create(
                CommandEmpty.create(
                    "No organization of that name.", class_name="py-8 text-center text-muted-foreground"
                ),
                command_group("Organizations", rx.foreach(organizations, lambda row: _organization(row, slug))),
                CommandGroup.create(
                    command_link(
                        rx.icon("plus", size=15, class_name="text-muted-foreground", aria_hidden="true"),
                        "Create organization",
                        to=create_href,
                        value="Create organization",
                        force_mount=True,
                    ),
                    rx.cond(
                        waiting,
                        command_link(
                            rx.icon("mail", size=15, class_name="text-muted-foreground", aria_hidden="true"),
                            rx.el.span("Pending invitations", class_name="flex-1"),
                            count(invitations),
                            to=invitations_href,
                            value="Pending invitations",
                            force_mount=True,
                        ),
                    ),
                    force_mount=True,
                    class_name="border-t p-1.5",
                ),
                class_name="max-h-80 overflow-y-auto",
            ),
            label="Switch organization",
            loop=True,
        ),
        trigger=rx.fragment(
            avatar(initials, picture, square=True),
            rx.el.span(
                name, class_name="flex-1 truncate text-left text-[0.8125rem] font-semibold collapsed:lg:sr-only"
            ),
            rx.cond(
                waiting,
                rx.el.span(
                    rx.el.span("Pending invitations", class_name="sr-only"), class_name="size-2 rounded-full bg-brand"
                ),
            ),
            rx.icon(
                "chevrons-up-down",
                size=14,
                aria_hidden="true",
                class_name="shrink-0 text-muted-foreground collapsed:lg:hidden",
            ),
        ),
        label="Switch organization",
        trigger_class=(
            "flex h-10 w-full items-center gap-2.5 rounded-md px-1.5 hover:bg-muted data-[popup-open]:bg-muted max-lg:h-11"
        ),
        class_name="w-72 overflow-hidden",
    )


def count(number: Any) -> rx.Component:
    """A number that waits for somebody."""
    return rx.el.span(
        number,
        class_name="tabular inline-flex h-5 min-w-5 items-center justify-center rounded-full bg-brand-soft px-1.5 text-2xs font-semibold text-brand-text",
    )


def _organization(row: Any, slug: Text) -> rx.Component:
    return command_link(
        avatar(row.initials, row.picture, size="sm", square=True),
        rx.el.span(row.name, class_name="min-w-0 flex-1 truncate"),
        rx.cond(
            row.slug == slug,
            rx.icon("check", size=15, aria_label="current"),
            rx.el.span(row.role, class_name="text-xs text-muted-foreground capitalize"),
        ),
        to=rx.Var.create("/o/") + row.slug,
        value=row.name + " " + row.slug,
        key=row.slug,
    )
