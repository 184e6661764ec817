"""Copies a text and says so."""

from typing import Any

import reflex as rx

from .base import ClientComponent, Text
from .button import button_class

COPY = r"""
const hiveCopy = async (text) => {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = Object.assign(document.createElement("textarea"), {value: text, className: "sr-only"});  // plain http
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("copy refused");
};
function HiveCopyButton({text, label, shows, className}) {
  const [said, setSaid] = useState("");
  const timer = useRef();
  useEffect(() => () => clearTimeout(timer.current), []);
  const copy = async () => {
    try { await hiveCopy(text); setSaid("Copied"); } catch { setSaid("Press Ctrl+C to copy"); }
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setSaid(""), 2000);
  };
  const h = createElement;
  const icon = said === "Copied" ? "M3 8.5l3.5 3.5L13 4.5" : "M5.5 5.5v-3h8v8h-3M2.5 5.5h8v8h-8z";
  return h("button", {type: "button", onClick: copy, className, "aria-label": shows ? undefined : label, title: label},
    h("svg", {viewBox: "0 0 16 16", width: 14, height: 14, "aria-hidden": true, className: "fill-none stroke-current [stroke-width:1.5]"}, h("path", {d: icon, strokeLinecap: "round", strokeLinejoin: "round"})),
    shows && h("span", null, said || shows),
    h("span", {role: "status", className: "sr-only"}, said));
}
"""


class CopyButton(ClientComponent):
    """The button itself."""

    tag = "HiveCopyButton"
    javascript = (COPY,)
    uses = {"react": ["createElement", "useEffect", "useRef", "useState"]}

    text: rx.Var[str]
    label: rx.Var[str]
    shows: rx.Var[str]


def copy_button(text: Text, *, label: str = "Copy", shows: str = "", **props: Any) -> rx.Component:
    """An icon, or with `shows` a button with that word. `label` says what is copied."""
    look = button_class("secondary", "sm") if shows else button_class("ghost", "icon", "size-6")
    return CopyButton.create(text=text, label=label, shows=shows, class_name=look, **props)
