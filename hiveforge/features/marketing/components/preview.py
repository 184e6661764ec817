"""A picture of the product made of real markup: sharp, themed, and no image to load."""

import reflex as rx

from hiveforge.ui.avatar import avatar
from hiveforge.ui.badge import Tone, badge

MENU = [("house", "Home"), ("users", "Members"), ("scroll-text", "Audit log"), ("settings", "Settings")]
PEOPLE: list[tuple[str, str, str, str, Tone]] = [
    ("AB", "Ada Byron", "ada@acme.example", "Owner", "brand"),
    ("GL", "Grace Lee", "grace@acme.example", "Admin", "info"),
    ("MO", "Mary Osei", "mary@acme.example", "Member", "neutral"),
    ("TL", "Tove Lind", "tove@acme.example", "Viewer", "neutral"),
]
ACTS = [
    ("Grace Lee", "changed the role of Mary Osei", "viewer → member"),
    ("Mary Osei", "accepted an invitation", "by link"),
    ("Ada Byron", "invited tove@acme.example", "as viewer"),
]


def preview() -> rx.Component:
    """Hidden from screen readers: it shows nothing that the text does not say."""
    return rx.el.div(
        rx.el.div(
            *[rx.el.span(class_name="size-2.5 rounded-full bg-border") for _ in range(3)],
            rx.el.span(
                "/o/acme/members",
                class_name="mx-auto rounded-md bg-muted px-10 py-0.5 text-2xs text-muted-foreground max-sm:px-4",
            ),
            class_name="flex items-center gap-1.5 border-b bg-surface px-4 py-2.5",
        ),
        rx.el.div(
            _sidebar(),
            rx.el.div(_members(), _audit(), class_name="grid min-w-0 flex-1 content-start gap-4 p-4 sm:p-6"),
            class_name="flex",
        ),
        aria_hidden="true",
        class_name=(
            "mx-auto mt-14 max-w-5xl overflow-hidden rounded-2xl border bg-canvas text-left text-[0.8125rem] "
            "shadow-modal select-none sm:mt-16"
        ),
    )


def _sidebar() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            avatar("AR", square=True, size="sm"),
            rx.el.span("Acme Robotics", class_name="font-semibold"),
            rx.icon("chevrons-up-down", size=13, class_name="ml-auto text-muted-foreground"),
            class_name="mb-3 flex items-center gap-2 px-2",
        ),
        *[
            rx.el.div(
                rx.icon(icon, size=15),
                text,
                class_name="flex h-8 items-center gap-2.5 rounded-md px-2 font-medium "
                + ("bg-muted text-foreground" if text == "Members" else "text-muted-foreground"),
            )
            for icon, text in MENU
        ],
        class_name="hidden w-52 shrink-0 flex-col gap-0.5 border-r p-3 md:flex",
    )


def _members() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.span("Members", class_name="text-base font-semibold tracking-tight"),
            rx.el.span(
                "Invite",
                class_name="flex h-7 items-center rounded-md bg-primary px-2.5 text-xs font-medium text-primary-foreground",
            ),
            class_name="mb-3 flex items-center justify-between",
        ),
        rx.el.div(
            *[
                rx.el.div(
                    avatar(letters),
                    rx.el.div(
                        rx.el.p(name, class_name="truncate font-medium"),
                        rx.el.p(email, class_name="truncate text-xs text-muted-foreground"),
                        class_name="min-w-0 flex-1",
                    ),
                    badge(role, tone),
                    class_name="flex items-center gap-3 border-t px-4 py-2.5 first:border-t-0",
                )
                for letters, name, email, role, tone in PEOPLE
            ],
            class_name="rounded-xl border bg-surface shadow-card",
        ),
    )


def _audit() -> rx.Component:
    return rx.el.div(
        rx.el.div(
            rx.el.span("Audit log", class_name="font-medium"),
            badge("Live", "success", dot=True),
            class_name="flex items-center justify-between px-4 py-3",
        ),
        *[
            rx.el.div(
                rx.el.span(who, class_name="font-medium whitespace-nowrap"),
                rx.el.span(what, class_name="min-w-0 flex-1 truncate text-muted-foreground"),
                rx.el.span(detail, class_name="text-xs whitespace-nowrap text-muted-foreground max-sm:hidden"),
                class_name="flex items-baseline gap-2 border-t px-4 py-2.5",
            )
            for who, what, detail in ACTS
        ],
        class_name="rounded-xl border bg-surface shadow-card",
    )
