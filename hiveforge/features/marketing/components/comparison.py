"""All limits and features of all plans in one table. On phones each line is a heading with the plans' cells below it."""

from collections.abc import Sequence

import reflex as rx

from hiveforge.features import plans
from hiveforge.features.marketing import rules
from hiveforge.features.marketing.schemas import Cell, Line

from .section import section

# The roles are said, because a table that is laid out as a grid is none any more to some screen readers.
ROW = "grid grid-cols-3 border-b sm:grid-cols-[1.4fr_1fr_1fr_1fr]"
LABEL = "text-left font-normal text-muted-foreground max-sm:col-span-3 max-sm:pt-3 max-sm:text-xs sm:py-3 sm:pr-4"
CELL = "tabular py-3 pr-3 text-left max-sm:pt-1 sm:px-3"


def comparison() -> rx.Component:
    return section(
        "Compare the plans",
        "Everything that differs between them, line by line.",
        rx.el.table(
            rx.el.caption("Prices, limits and features of every plan", class_name="sr-only"),
            rx.el.thead(_head(), role="rowgroup", class_name="sticky top-16 z-10 block bg-background"),
            _group("Prices", rules.prices()),
            _group("Limits", rules.limits()),
            _group("Features", rules.extras()),
            role="table",
            class_name="mt-12 block w-full text-sm",
        ),
        anchor="compare",
    )


def _head() -> rx.Component:
    return rx.el.tr(
        rx.el.td(class_name="max-sm:hidden", role="cell"),
        *[
            rx.el.th(
                plan.name, role="columnheader", scope="col", class_name="py-3 pr-3 text-left font-semibold sm:px-3"
            )
            for plan in plans.PLANS
        ],
        role="row",
        class_name=ROW,
    )


def _group(title: str, lines: Sequence[Line]) -> rx.Component:
    return rx.el.tbody(
        rx.el.tr(
            rx.el.th(
                title, role="rowheader", scope="rowgroup", class_name="pt-8 pb-2 text-left text-base font-semibold"
            ),
            role="row",
            class_name="block border-b",
        ),
        *[
            rx.el.tr(
                rx.el.th(line.label, role="rowheader", scope="row", class_name=LABEL),
                *[rx.el.td(_cell(cell), role="cell", class_name=CELL) for cell in line.cells],
                role="row",
                class_name=ROW,
            )
            for line in lines
        ],
        role="rowgroup",
        class_name="block",
    )


def _cell(cell: Cell) -> rx.Component:
    if isinstance(cell, str):
        return rx.fragment(cell)
    icon, words, tone = (
        ("check", "Included", "text-brand-text") if cell else ("minus", "Not included", "text-muted-foreground")
    )
    return rx.fragment(
        rx.icon(icon, size=16, aria_hidden="true", class_name=f"mt-0.5 {tone}"),
        rx.el.span(words, class_name="sr-only"),
    )
