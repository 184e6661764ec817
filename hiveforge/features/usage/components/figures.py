"""The time looked at, the numbers of the current period, and the days of the chart."""

from typing import Any

import reflex as rx

from hiveforge.features.usage.schemas import Span
from hiveforge.features.usage.state import UsagePage
from hiveforge.ui.bar_chart import bar_chart
from hiveforge.ui.base import Node, Text
from hiveforge.ui.button import button_class
from hiveforge.ui.card import card, card_body, card_header
from hiveforge.ui.empty_state import empty_state
from hiveforge.ui.link import native_link, nav_link
from hiveforge.ui.query import query_select
from hiveforge.ui.relative_time import day
from hiveforge.ui.session import Session
from hiveforge.ui.skeleton import skeleton

_SPANS = {Span.PREVIOUS.value: "Previous period", Span.DAYS_90.value: "Last 90 days"}
_QUIET, _NOTE = "text-sm font-normal text-muted-foreground", "text-xs text-muted-foreground empty:hidden"


def period_select() -> rx.Component:
    return query_select("period", _SPANS, label="Period", everything="This period")


def download_link() -> rx.Component:
    """The file of what the page shows."""
    return native_link(
        rx.icon("download", size=14, aria_hidden="true"),
        "Download CSV",
        href=f"/o/{Session.organization}/usage.csv?{UsagePage.query}",
        download="",
        class_name=button_class("secondary"),
    )


def figures_card() -> rx.Component:
    """Of the current period, whatever the rest of the page looks at."""
    seen = UsagePage.summary
    limited = seen.included != ""
    return card(
        rx.el.h2("This period", class_name="sr-only"),
        rx.el.dl(
            _figure(
                "Used this period",
                seen.used,
                rx.cond(limited, rx.el.span(f"of {seen.included}", class_name=_QUIET)),
                below=rx.cond(limited, _bar(), _note("Without limit.")),
            ),
            _figure("Remaining", rx.cond(limited, seen.remaining, "No limit"), below=_note(seen.more)),
            _figure("Forecast", seen.forecast, below=_note(seen.pace)),
            _figure("Starts anew on", day(seen.resets_at), below=_note("Included credits come back then.")),
            class_name="grid gap-x-8 gap-y-6 p-5 sm:grid-cols-2 lg:grid-cols-4",
        ),
        aria_busy=UsagePage.loading,
    )


def chart_card() -> rx.Component:
    return card(
        card_header("Credits by day", UsagePage.days),
        rx.cond(
            UsagePage.loading,
            card_body(skeleton("h-44")),
            rx.cond(
                UsagePage.used,
                card_body(bar_chart(UsagePage.bars, label=UsagePage.chart, over="Day (UTC)", unit="Credits")),
                rx.el.div(_unused(), class_name="border-t"),
            ),
        ),
        aria_busy=UsagePage.loading,
    )


def _figure(name: str, *value: Node, below: Node) -> rx.Component:
    return rx.el.div(
        rx.el.dt(name, class_name="text-[0.8125rem] text-muted-foreground"),
        rx.el.dd(
            rx.cond(
                UsagePage.loading,
                skeleton("mt-1 h-12 w-28"),
                rx.fragment(
                    rx.el.p(
                        *value, class_name="tabular flex items-baseline gap-1.5 text-xl font-semibold tracking-tight"
                    ),
                    rx.el.div(below, class_name="mt-1.5"),
                ),
            )
        ),
    )


def _bar() -> rx.Component:
    seen = UsagePage.summary
    return rx.el.progress(
        value=seen.percent,
        max="100",
        aria_label="Included credits used",
        data_full=rx.cond(seen.full, "true", "false"),
        class_name="usage-bar",
    )


def _note(text: Text) -> rx.Component:
    return rx.el.p(text, class_name=_NOTE)


def _unused() -> Any:
    return rx.cond(
        UsagePage.span == Span.THIS.value,
        empty_state(
            "Ask the assistant something",
            "Nothing is used in this period yet. Whatever AI features use shows here at once.",
            "chart-column",
            nav_link(
                "Open the assistant",
                to=f"/o/{Session.organization}/assistant",
                class_name=button_class("secondary", "sm"),
            ),
        ),
        empty_state("Look at another period", "Nothing was used in this one.", "chart-column"),
    )
