"""The query string is a list's state: search, sort, filter and page, so that links can be shared and Back works.

These components read and write it in the browser; the page's `on_load` reads it with `TableQuery.parse`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import reflex as rx

from .base import ClientComponent, Node, Text
from .field import INPUT

PAGE_SIZE = 25
LONGEST_SEARCH = 200

PARAMS = r"""
const useHiveParams = () => {
  const [params, setParams] = useSearchParams();
  const [hydrated, setHydrated] = useState(false);  // prerendered pages know no query string
  useEffect(() => setHydrated(true), []);
  const change = (changes, replace) => setParams((old) => hiveChanged(old, changes), {replace, preventScrollReset: true});
  return [hydrated ? params : new URLSearchParams(), change];
};
const hiveChanged = (params, changes) => {
  const next = new URLSearchParams(params);
  for (const place of ["page", "before"]) next.delete(place);  // another question is answered from its beginning
  for (const [name, value] of Object.entries(changes)) (value === "" || value == null) ? next.delete(name) : next.set(name, value);
  return next;
};
"""
QUERY_LINK = r"""
function HiveQueryLink({children, changes, disabled, ...props}) {
  const [params] = useHiveParams();
  const onClick = (event) => { if (disabled) event.preventDefault(); };
  const to = {search: "?" + hiveChanged(params, changes)};
  return createElement(Link, {...props, to, onClick, preventScrollReset: true, "aria-disabled": disabled || undefined}, children);
}
"""
QUERY_SELECT = r"""
function HiveQuerySelect({children, name, ...props}) {
  const [params, change] = useHiveParams();
  const onChange = (event) => change({[name]: event.target.value}, false);
  return createElement("select", {...props, name, value: params.get(name) ?? "", onChange}, children);
}
"""
REACT = ["createElement", "useEffect", "useState"]


class QueryLink(ClientComponent):
    """A link to this page with some parameters changed and the page number gone."""

    tag = "HiveQueryLink"
    javascript = (PARAMS, QUERY_LINK)
    uses = {"react": REACT, "react-router": ["Link", "useSearchParams"]}

    changes: rx.Var[dict[str, Any]]
    disabled: rx.Var[bool]


class QuerySelect(ClientComponent):
    """A select whose value lives in the query string."""

    tag = "HiveQuerySelect"
    javascript = (PARAMS, QUERY_SELECT)
    uses = {"react": REACT, "react-router": ["useSearchParams"]}

    name: rx.Var[str]


def query_link(*children: Node, changes: Mapping[str, Any], **props: Any) -> rx.Component:
    """`query_link("Clear filters", changes={"q": "", "role": ""})`."""
    return QueryLink.create(*children, changes=dict(changes), **props)


def query_select(name: str, options: Mapping[str, Text] | rx.Var[Any], *, label: str, everything: str) -> rx.Component:
    """A filter. `options` as in `native_select`; `everything` is the text of no filter ("All roles")."""
    if isinstance(options, rx.Var):
        shown: list[Any] = [rx.foreach(options, lambda row: rx.el.option(row.label, value=row.value))]
    else:
        shown = [rx.el.option(text, value=value) for value, text in options.items()]
    return rx.el.div(
        QuerySelect.create(
            rx.el.option(everything, value=""),
            *shown,
            name=name,
            aria_label=label,
            class_name=f"{INPUT} appearance-none pr-8",
        ),
        rx.icon(
            "chevrons-up-down", size=14, aria_hidden="true",
            class_name="pointer-events-none absolute top-1/2 right-2.5 -translate-y-1/2 text-muted-foreground",
        ),
        class_name="relative",
    )  # fmt: skip


@dataclass(frozen=True)
class TableQuery:
    """What a query string asks of a list. Unknown values fall back instead of failing: people edit addresses."""

    search: str = ""
    sort: str = ""
    descending: bool = False
    page: int = 1
    filters: Mapping[str, str] = field(default_factory=dict)
    page_size: int = PAGE_SIZE

    @property
    def offset(self) -> int:
        return (self.page - 1) * self.page_size

    @property
    def narrowed(self) -> bool:
        """Whether an empty list means "nothing matches" and not "nothing yet"."""
        return bool(self.search or self.filters)

    @classmethod
    def parse(
        cls,
        parameters: Mapping[str, str],
        *,
        sorts: Sequence[str],
        filters: Mapping[str, Collection[str]] | None = None,
    ) -> Self:
        """Read `q`, `sort` ("name" or "-name"), `page` and the named filters. The first of `sorts` is the default."""
        asked = parameters.get("sort", "") or sorts[0]
        key = asked.removeprefix("-")
        known = key in {sort.removeprefix("-") for sort in sorts}
        order = asked if known else sorts[0]
        chosen = {name: parameters.get(name, "") for name in filters or {}}
        return cls(
            search="".join(filter(str.isprintable, parameters.get("q", ""))).strip()[:LONGEST_SEARCH],
            sort=order.removeprefix("-"),
            descending=order.startswith("-"),
            page=_page(parameters.get("page", "")),
            filters={name: value for name, value in chosen.items() if value in (filters or {}).get(name, ())},
        )


def _page(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < len(text) < 7 and int(text) else 1
