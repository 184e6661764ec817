"""Where the page stands: organization, area, page."""

from collections.abc import Sequence

import reflex as rx

from .base import Text
from .link import nav_link

Crumbs = Sequence[tuple[Text, Text]]


def breadcrumb(crumbs: Crumbs) -> rx.Component:
    """`[("Acme", "/o/acme"), ("Members", "")]`: the last one is the page itself and no link."""
    *above, (here, _) = crumbs
    return rx.el.nav(
        rx.el.ol(
            *[
                rx.el.li(
                    nav_link(text, to=href, class_name="truncate rounded py-1 hover:text-foreground"),
                    rx.icon("chevron-right", size=13, aria_hidden="true", class_name="shrink-0 opacity-60"),
                    class_name="flex min-w-0 items-center gap-1.5 text-muted-foreground max-sm:hidden",
                )
                for text, href in above
            ],
            rx.el.li(rx.el.span(here, aria_current="page"), class_name="truncate font-medium"),
            class_name="flex min-w-0 items-center gap-1.5 text-[0.8125rem]",
        ),
        aria_label="Breadcrumb",
        class_name="min-w-0 flex-1",
    )
