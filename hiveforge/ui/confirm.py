"""Asking before something that cannot be undone: what is lost, and for whole organizations the name typed out.

ONE confirmation per act and page, outside any loop; rows open it with their id and name. Nothing reaches the server
until it is confirmed, and the server checks again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import reflex as rx

from .base import BASE_UI, ClientComponent, Text, announce_in_browser, with_classes
from .button import button_class
from .dialog import BACKDROP, BASE_UI_ALERT, CENTRED, FOOTER
from .field import INPUT

CONFIRM = with_classes(
    r"""
function HiveConfirm({name, title, description, losses, action, typing, onConfirm}) {
  const [open, setOpen] = useState(false);
  const [target, setTarget] = useState({id: "", name: ""});
  const [typed, setTyped] = useState("");
  const origin = useRef([]);
  useEffect(() => {
    const onAsk = (event) => {
      const from = document.querySelector('[aria-haspopup="menu"][aria-expanded="true"]') ?? document.activeElement;
      origin.current = [];
      for (let node = from; node; node = node.parentElement) origin.current.push(node);
      setTarget(event.detail); setTyped("");
      setOpen(true);
    };
    window.addEventListener("hive:confirm:" + name, onAsk);
    return () => window.removeEventListener("hive:confirm:" + name, onAsk);
  }, [name]);
  const fill = (text) => text.replaceAll("{name}", target.name);
  const ready = !typing || typed.trim() === target.name.trim();
  const confirm = (event) => { event.preventDefault(); if (ready && open) { setOpen(false); onConfirm(target.id); } };
  // the row that asked may be gone by then: focus goes to what was around it
  const finalFocus = () => origin.current.find((node, at) => node.isConnected && (at === 0 || node.hasAttribute("tabindex")));
  const h = createElement;
  return h(BuiAlertDialog.Root, {open, onOpenChange: setOpen}, h(BuiAlertDialog.Portal, null,
    h(BuiAlertDialog.Backdrop, {className: "@BACKDROP"}),
    h(BuiAlertDialog.Popup, {finalFocus, className: "@POPUP"}, h("form", {onSubmit: confirm},
      h(BuiAlertDialog.Title, {className: "text-base font-semibold tracking-tight"}, fill(title)),
      h(BuiAlertDialog.Description, {className: "mt-1.5 text-sm text-muted-foreground"}, fill(description)),
      losses.length > 0 && h("ul", {className: "mt-4 grid gap-1.5 rounded-lg border bg-danger-soft px-4 py-3 text-[0.8125rem]"},
        losses.map((loss) => h("li", {key: loss, className: "flex gap-2"}, h("span", {"aria-hidden": true}, "–"), fill(loss)))),
      typing && h("label", {className: "mt-5 grid gap-2 text-[0.8125rem] text-muted-foreground"},
        h("span", null, "Type ", h("strong", {className: "font-semibold text-foreground"}, target.name), " to confirm"),
        h("input", {className: "@INPUT text-foreground", value: typed, autoComplete: "off", spellCheck: false, onChange: (event) => setTyped(event.target.value)})),
      h("div", {className: "@FOOTER"},
        h(BuiAlertDialog.Close, {className: "@CANCEL"}, "Cancel"),
        h("button", {type: "submit", className: "@ACT", disabled: !ready}, fill(action)))))));
}
""",
    BACKDROP=BACKDROP,
    POPUP=CENTRED,
    FOOTER=FOOTER,
    INPUT=INPUT,
    CANCEL=button_class("secondary"),
    ACT=button_class("danger"),
)


class Confirm(ClientComponent):
    """The dialog, which waits for `hive:confirm:<name>`."""

    tag = "HiveConfirm"
    javascript = (CONFIRM,)
    uses = {
        "react": ["createElement", "useEffect", "useRef", "useState"],
        BASE_UI: [BASE_UI_ALERT],
    }

    name: rx.Var[str]
    title: rx.Var[str]
    description: rx.Var[str]
    losses: rx.Var[list[str]]
    action: rx.Var[str]
    typing: rx.Var[bool]
    on_confirm: rx.EventHandler[rx.event.passthrough_event_spec(str)]


@dataclass(frozen=True)
class Confirmation:
    """A question of a page: put `component` on it once and `ask(id, name)` into every `on_click`."""

    key: str
    component: rx.Component

    def ask(self, target_id: Text, target_name: Text) -> Any:
        """For `on_click`: opens the question about this row."""
        return announce_in_browser(f"hive:confirm:{self.key}", {"id": target_id, "name": target_name})


def confirm(
    key: str,
    *,
    title: str,
    description: Text,
    action: str,
    on_confirm: Any,
    losses: Sequence[str] | rx.Var[Any] = (),
    typing: bool = False,
) -> Confirmation:
    """`{name}` in any text stands for the row's name. `on_confirm` gets the row's id.

    The button repeats the title's verb: "Remove Ada?" and "Remove". `losses` lists what will be gone.
    """
    return Confirmation(
        key,
        Confirm.create(
            name=key, title=title, description=description, action=action, typing=typing, on_confirm=on_confirm,
            losses=losses if isinstance(losses, rx.Var) else list(losses),
        ),
    )  # fmt: skip


def confirm_by_typing(key: str, **texts: Any) -> Confirmation:
    """The same, and the name has to be typed: for whole organizations and accounts."""
    return confirm(key, typing=True, **texts)
