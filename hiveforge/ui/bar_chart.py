"""Bars over time, as an SVG of our own: attributes instead of styles, a sentence for who cannot see it, a table below."""

from typing import Any

import reflex as rx

from .base import ClientComponent, Text

BAR_CHART = r"""
function HiveBarChart({bars, label}) {
  const h = createElement;
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  const width = bars.length * 10;
  const lines = [0.5, 50, 99.5].map((y) => h("line", {key: y, x1: 0, x2: width, y1: y, y2: y, className: "stroke-border", vectorEffect: "non-scaling-stroke"}));
  const drawn = bars.map((bar, n) => {
    const height = bar.value ? Math.max(100 * bar.value / most, 1.5) : 0;
    return h("g", {key: bar.label, className: "group"},
      h("title", null, bar.label + ": " + bar.value.toLocaleString("en")),
      h("rect", {x: n * 10, y: 0, width: 10, height: 100, className: "fill-transparent group-hover:fill-muted"}),
      h("rect", {x: n * 10 + 1.5, y: 100 - height, width: 7, height, className: "fill-brand"}));
  });
  const scale = h("div", {"aria-hidden": true, className: "flex w-10 shrink-0 flex-col justify-between text-right"},
    h("span", null, most.toLocaleString("en")), h("span", null, "0"));
  const ends = h("div", {"aria-hidden": true, className: "mt-1.5 flex justify-between pl-13"},
    h("span", null, bars[0]?.label), h("span", null, bars.at(-1)?.label));
  return h("div", {className: "tabular text-xs text-muted-foreground"},
    h("div", {className: "flex gap-3"}, scale,
      h("svg", {viewBox: "0 0 " + width + " 100", preserveAspectRatio: "none", role: "img", "aria-label": label, className: "h-44 w-0 min-w-0 flex-1"}, lines, drawn)),
    ends);
}
"""


class BarChart(ClientComponent):
    """The picture and its scales."""

    tag = "HiveBarChart"
    javascript = (BAR_CHART,)
    uses = {"react": ["createElement"]}

    bars: rx.Var[list[Any]]
    label: rx.Var[str]


def bar_chart(bars: Any, *, label: Text, over: str, unit: str) -> rx.Component:
    """`bars` is a list var of rows with `label` ("Nov 23") and `value`, `label` what the picture says, in words.

    `over` and `unit` head the table with the same numbers, which opens below it: "Day" and "Credits".
    """
    return rx.el.figure(
        BarChart.create(bars=bars, label=label),
        rx.el.details(
            rx.el.summary("Show as a table", class_name="w-fit cursor-pointer py-1 text-muted-foreground"),
            rx.el.div(
                rx.el.table(
                    rx.el.caption(label, class_name="sr-only"),
                    rx.el.thead(
                        rx.el.tr(
                            rx.el.th(over, scope="col", class_name="py-1 pr-8 text-left font-medium"),
                            rx.el.th(unit, scope="col", class_name="py-1 text-right font-medium"),
                            class_name="text-muted-foreground",
                        )
                    ),
                    rx.el.tbody(rx.foreach(bars, _line)),
                    class_name="tabular",
                ),
                class_name="relative max-h-72 overflow-y-auto",
                tab_index=0,
                role="region",
                aria_label="The chart as a table",
            ),
            class_name="mt-3 text-xs",
        ),
        class_name="min-w-0",
    )


def _line(bar: Any) -> rx.Component:
    return rx.cond(
        bar.value > 0,
        rx.el.tr(
            rx.el.th(bar.label, scope="row", class_name="py-1 pr-8 text-left font-normal"),
            rx.el.td(bar.value, class_name="py-1 text-right"),
            key=bar.label,
        ),
    )
