"""A server-side table: the server searches, sorts and pages; the browser shows `rows` and writes the query string."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import reflex as rx

from .base import ClientComponent, Flag, Node
from .query import PARAMS
from .skeleton import skeleton

HIDE = {"": "", "sm": "max-sm:hidden", "md": "max-md:hidden", "lg": "max-lg:hidden"}

SORT_HEADER = r"""
function HiveSortHeader({children, name, initial, className}) {
  const [params] = useHiveParams();
  const sort = params.get("sort") || initial;
  const order = sort === name ? "ascending" : sort === "-" + name ? "descending" : "none";
  const next = order === "ascending" ? "-" + name : name;
  const to = {search: "?" + hiveChanged(params, {sort: next === initial ? "" : next})};
  const paths = {ascending: "M4 10l4-4 4 4", descending: "M4 6l4 4 4-4", none: "M5 6l3-3 3 3M5 10l3 3 3-3"};
  const h = createElement;
  return h("th", {scope: "col", "aria-sort": order, className}, h(Link, {to, preventScrollReset: true, className: "sort-link"}, children,
    h("svg", {viewBox: "0 0 16 16", width: 12, height: 12, "aria-hidden": true}, h("path", {d: paths[order]}))));
}
"""


class SortHeader(ClientComponent):
    """A column heading that sorts."""

    tag = "HiveSortHeader"
    javascript = (PARAMS, SORT_HEADER)
    uses = {
        "react": ["createElement", "useEffect", "useState"],
        "react-router": ["Link", "useSearchParams"],
    }

    name: rx.Var[str]
    initial: rx.Var[str]


@dataclass(frozen=True)
class Column:
    """`sort` is the name in `?sort=`; `hide_below` drops the column on narrow screens."""

    title: str
    cell: Callable[[Any], Node]
    sort: str = ""
    align_right: bool = False
    hide_below: Literal["", "sm", "md", "lg"] = ""

    @property
    def class_name(self) -> str:
        return f"px-3 first:pl-5 last:pr-5 {'text-right' if self.align_right else 'text-left'} {HIDE[self.hide_below]}"


def data_table(
    caption: str,
    rows: Any,
    columns: Sequence[Column],
    *,
    row_key: Callable[[Any], Any],
    loading: Flag,
    empty: Node,
    default_sort: str = "",
    actions: Callable[[Any], Node] | None = None,
) -> rx.Component:
    """`rows` is a list var of frozen rows, `empty` what stands there when it is empty (cond on `narrowed` yourself).

    While `loading` without rows it shows a skeleton; with rows it keeps them, dimmed, so that nothing jumps.
    `actions` is the menu at the end of each row. `default_sort` is the order without `?sort=` ("-created").
    """
    return rx.el.div(
        rx.el.table(
            rx.el.caption(caption, class_name="sr-only"),
            rx.el.thead(
                rx.el.tr(
                    *[_heading(column, default_sort) for column in columns],
                    rx.el.th(rx.el.span("Actions", class_name="sr-only"), scope="col", class_name="w-12")
                    if actions
                    else rx.fragment(),
                ),
                class_name="text-xs text-muted-foreground",
            ),
            rx.el.tbody(
                rx.cond(
                    rx.Var.create(loading) & (rows.length() == 0),
                    rx.fragment(*_placeholders(columns, has_actions=actions is not None)),
                    rx.foreach(rows, lambda row: _row(row, columns, row_key, actions)),
                ),
            ),
            aria_busy=loading,
            class_name="w-full border-t text-[0.8125rem] transition-opacity aria-busy:opacity-60 aria-busy:delay-150",
        ),
        rx.cond(~rx.Var.create(loading) & (rows.length() == 0), rx.el.div(empty, class_name="border-t")),
        role="region",
        aria_label=caption,
        tab_index=0,
        class_name="relative overflow-x-auto",  # relative: keeps hidden text from widening the page
    )


def _heading(column: Column, default_sort: str) -> rx.Component:
    look = f"h-9 font-medium {column.class_name}"
    if column.sort:
        return SortHeader.create(column.title, name=column.sort, initial=default_sort, class_name=look)
    return rx.el.th(column.title, scope="col", class_name=look)


def _row(
    row: Any, columns: Sequence[Column], row_key: Callable[[Any], Any], actions: Callable[[Any], Node] | None
) -> rx.Component:
    return rx.el.tr(
        *[rx.el.td(column.cell(row), class_name=f"h-12 {column.class_name}") for column in columns],
        rx.el.td(actions(row), class_name="w-12 pr-3 text-right") if actions else rx.fragment(),
        key=row_key(row),
        class_name="border-t transition-colors hover:bg-muted/50",
    )


def _placeholders(columns: Sequence[Column], *, has_actions: bool) -> list[rx.Component]:
    cells = [rx.el.td(skeleton("h-4 w-24 max-w-full"), class_name=f"h-12 {column.class_name}") for column in columns]
    last = [rx.el.td(class_name="w-12")] if has_actions else []
    return [rx.el.tr(*cells, *last, class_name="border-t") for _ in range(8)]
