"""Keyboard shortcuts: Ctrl/⌘K for the palette, `?` for the list, and sequences like `g m`.

Single keys can be switched off in the list (WCAG 2.1.4) and never fire while somebody types or a dialog is open.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import reflex as rx

from .base import ClientComponent, Text
from .dialog import dialog

NAME = "shortcuts"

HOTKEYS = r"""
const HIVE_KEYS_OFF = "hive-single-keys-off";
function HiveHotkeys({shortcuts}) {
  const navigate = useNavigate();
  const known = useRef(shortcuts);
  known.current = shortcuts;
  useEffect(() => {
    let pressed = "";
    let timer;
    const open = (name) => window.dispatchEvent(new Event("hive:open:" + name));
    const onKey = (event) => {
      if ((event.metaKey || event.ctrlKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "k") {
        event.preventDefault();
        open("palette");
        return;
      }
      const typing = event.target.closest?.("input, textarea, select, [contenteditable], [role=dialog], [role=alertdialog], [role=menu], [role=listbox]");
      // who types right after Ctrl K means the palette, although the focus may not be there yet
      const asked = document.querySelector("[role=dialog]:not([data-closed]), [role=alertdialog]:not([data-closed])");
      if (typing || asked || event.metaKey || event.ctrlKey || event.altKey || event.key.length !== 1 || localStorage.getItem(HIVE_KEYS_OFF)) return;
      if (event.key === "?") { event.preventDefault(); open("shortcuts"); return; }
      clearTimeout(timer);
      timer = setTimeout(() => { pressed = ""; }, 1000);
      pressed = (pressed + " " + event.key.toLowerCase()).trim();
      const found = known.current.find((shortcut) => shortcut.keys === pressed);
      if (found) { pressed = ""; event.preventDefault(); found.to ? navigate(found.to) : open(found.opens); }
      else if (!known.current.some((shortcut) => shortcut.keys.startsWith(pressed + " "))) pressed = "";
    };
    window.addEventListener("keydown", onKey);
    return () => { clearTimeout(timer); window.removeEventListener("keydown", onKey); };
  }, []);
  return null;
}
"""
SWITCH = r"""
function HiveKeysSwitch() {
  const [on, setOn] = useState(true);
  useEffect(() => setOn(!localStorage.getItem("hive-single-keys-off")), []);
  const onChange = (event) => {
    setOn(event.target.checked);
    event.target.checked ? localStorage.removeItem("hive-single-keys-off") : localStorage.setItem("hive-single-keys-off", "1");
  };
  return createElement("label", {className: "flex min-h-6 cursor-pointer items-center gap-2.5 text-[0.8125rem]"},
    createElement("input", {type: "checkbox", className: "checkbox", checked: on, onChange}), "Single-key shortcuts");
}
"""


@dataclass(frozen=True)
class Shortcut:
    """`keys` as pressed one after the other: "g m". Leads to `href`, or opens the dialog `opens`."""

    keys: str
    text: str
    href: Text = ""
    opens: str = ""


class Hotkeys(ClientComponent):
    tag = "HiveHotkeys"
    javascript = (HOTKEYS,)
    uses = {"react": ["useEffect", "useRef"], "react-router": ["useNavigate"]}

    shortcuts: rx.Var[list[dict[str, str]]]


class KeysSwitch(ClientComponent):
    tag = "HiveKeysSwitch"
    javascript = (SWITCH,)
    uses = {"react": ["createElement", "useEffect", "useState"]}


def hotkeys(shortcuts: Sequence[Shortcut] = ()) -> rx.Component:
    """Listens, and brings the dialog that lists them. Once per page; `shell` has it."""
    listed = [("Ctrl K or ⌘ K", "Open the command palette"), ("?", "Show this list")]
    listed += [(" then ".join(s.keys.split()), s.text) for s in shortcuts]
    return rx.fragment(
        Hotkeys.create(shortcuts=[{"keys": s.keys, "to": s.href, "opens": s.opens} for s in shortcuts]),
        dialog(
            rx.el.dl(
                *[
                    rx.el.div(
                        rx.el.dt(text, class_name="text-[0.8125rem]"),
                        rx.el.dd(rx.el.kbd(keys, class_name="kbd")),
                        class_name="flex min-h-9 items-center justify-between gap-4 border-b py-1 last:border-b-0",
                    )
                    for keys, text in listed
                ],
                class_name="mb-4",
            ),
            KeysSwitch.create(),
            name=NAME,
            title="Keyboard shortcuts",
            asks=False,
        ),
    )
