"""The rhythm of the public pages."""

import reflex as rx

from hiveforge.ui.base import Node
from hiveforge.ui.marketing_layout import WRAP


def section(
    title: str, lead: Node, *content: Node, anchor: str, tinted: bool = False, beside: bool = False
) -> rx.Component:
    """One band of the page. `anchor` is what links end in; `beside` puts the content to the right of the heading."""
    heading = f"{anchor}-heading"
    return rx.el.section(
        rx.el.div(
            rx.el.div(
                rx.el.h2(
                    title, id=heading, class_name="text-3xl font-semibold tracking-tight text-balance sm:text-4xl"
                ),
                rx.el.p(lead, class_name="mt-4 text-base leading-relaxed text-pretty text-muted-foreground sm:text-lg"),
                class_name="max-w-2xl",
            ),
            *content,
            class_name=f"{WRAP} py-20 sm:py-28" + (" lg:grid lg:grid-cols-[1fr_2fr] lg:gap-14" if beside else ""),
        ),
        id=anchor,
        aria_labelledby=heading,
        class_name="scroll-mt-16 border-t bg-canvas" if tinted else "scroll-mt-16 border-t",
    )


def tick(text: Node) -> rx.Component:
    """An entry of a list of what one gets."""
    return rx.el.li(
        rx.icon("check", size=15, aria_hidden="true", class_name="mt-[0.2em] shrink-0 text-brand-text"),
        rx.el.span(text),
        class_name="flex gap-2.5",
    )
