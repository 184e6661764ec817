"""A moment as people say it ("3 minutes ago"), with the exact time in their own zone as its title."""

from typing import Any

import reflex as rx

from .base import ClientComponent

TIME = r"""
const HIVE_UNITS = [["year", 31536e6], ["month", 2592e6], ["week", 6048e5], ["day", 864e5], ["hour", 36e5], ["minute", 6e4]];
const hiveAgo = (at) => {
  const distance = at - Date.now();
  for (const [unit, length] of HIVE_UNITS)
    if (Math.abs(distance) >= length) return new Intl.RelativeTimeFormat("en", {numeric: "auto"}).format(distance > 0 ? Math.round(distance / length) : Math.trunc(distance / length), unit);
  return distance > 0 ? "in a moment" : "just now";
};
function HiveTime({value, format, className}) {
  const [, tick] = useState(0);
  const [mounted, setMounted] = useState(false);
  useEffect(() => {
    setMounted(true);
    const timer = setInterval(() => tick((n) => n + 1), 30000);
    return () => clearInterval(timer);
  }, []);
  const at = new Date(value);
  if (!value || isNaN(at)) return null;
  const exact = mounted ? at.toLocaleString("en", {dateStyle: "medium", timeStyle: "short"}) : value;
  const day = mounted ? at.toLocaleDateString("en", {dateStyle: "medium"}) : value.slice(0, 10);
  const shown = {relative: mounted ? hiveAgo(at) : day, day, exact}[format];
  return createElement("time", {dateTime: value, title: exact, className}, shown);
}
"""


class Time(ClientComponent):
    """The `<time>` element."""

    tag = "HiveTime"
    javascript = (TIME,)
    uses = {"react": ["createElement", "useEffect", "useState"]}

    value: rx.Var[str]
    format: rx.Var[str]


def relative_time(value: Any, class_name: str = "") -> rx.Component:
    """`value` is an ISO 8601 time with zone (`row.at`, made with `isoformat()`). Nothing shows for an empty value."""
    return _time(value, "relative", class_name)


def day(value: Any, class_name: str = "") -> rx.Component:
    """The date alone: "Nov 23, 2026"."""
    return _time(value, "day", class_name)


def exact_time(value: Any, class_name: str = "") -> rx.Component:
    """Date and time, for logs."""
    return _time(value, "exact", class_name)


def _time(value: Any, shown: str, class_name: str) -> rx.Component:
    return Time.create(value=value, format=shown, class_name=f"tabular whitespace-nowrap {class_name}".rstrip())
