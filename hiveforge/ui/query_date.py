"""A day in the query string: `?since=2026-11-23`."""

import reflex as rx

from .base import ClientComponent
from .field import INPUT
from .query import PARAMS, REACT

QUERY_DATE = r"""
function HiveQueryDate({name, label, className}) {
  const [params, change] = useHiveParams();
  const current = params.get(name) ?? "";
  const [typed, setTyped] = useState("");
  useEffect(() => setTyped(current), [current]);
  // A day typed by keyboard passes through years like 0002: only a finished one goes into the address.
  const settle = (value) => { if (value !== current && (value === "" || value >= "1900")) change({[name]: value}, false); };
  const onChange = (event) => { setTyped(event.target.value); settle(event.target.value); };
  return createElement("input", {type: "date", name, value: typed, onChange, "aria-label": label, title: label, className, min: "1900-01-01", max: "9999-12-31"});
}
"""


class QueryDate(ClientComponent):
    """The input itself."""

    tag = "HiveQueryDate"
    javascript = (PARAMS, QUERY_DATE)
    uses = {"react": REACT, "react-router": ["useSearchParams"]}

    name: rx.Var[str]
    label: rx.Var[str]


def query_date(name: str, text: str, *, label: str) -> rx.Component:
    """A filter by day. `text` stands before it ("From"), `label` says all of it. An empty one does not filter."""
    return rx.el.div(
        rx.el.span(text, aria_hidden="true", class_name="text-[0.8125rem] text-muted-foreground"),
        rx.el.span(QueryDate.create(name=name, label=label, class_name=INPUT), class_name="w-38"),
        class_name="flex items-center gap-2",
    )
