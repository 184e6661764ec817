"""Dialogs. Opening and closing never leaves the browser; closing one with unsaved text asks first.

Anything can open a dialog by its name: a button, a menu item, the command palette, a shortcut.
"""

from typing import Any

import reflex as rx
from reflex.utils.imports import ImportVar

from .base import BASE_UI, BaseUI, ClientComponent, Node, Text, announce_in_browser, with_classes
from .button import Variant, button_class


class DialogTrigger(BaseUI):
    tag = "Dialog.Trigger"


class DialogPortal(BaseUI):
    tag = "Dialog.Portal"


class DialogBackdrop(BaseUI):
    tag = "Dialog.Backdrop"


class DialogPopup(BaseUI):
    tag = "Dialog.Popup"


class DialogTitle(BaseUI):
    tag = "Dialog.Title"


class DialogDescription(BaseUI):
    tag = "Dialog.Description"


class DialogClose(BaseUI):
    tag = "Dialog.Close"
    native_button: rx.Var[bool]  # False when `render_` is not a <button>


FADE = "transition duration-150 data-[ending-style]:opacity-0 data-[starting-style]:opacity-0"
BACKDROP = f"fixed inset-0 z-40 bg-overlay {FADE}"
POPUP = (
    "fixed left-1/2 z-50 max-h-[calc(86dvh-1rem)] -translate-x-1/2 overflow-y-auto rounded-xl border bg-elevated "
    f"shadow-modal outline-none data-[ending-style]:scale-[0.98] data-[starting-style]:scale-[0.98] {FADE}"
)
CENTRED = f"{POPUP} top-[max(1rem,14dvh)] w-[min(30rem,calc(100vw-2rem))] p-6"
FOOTER = "mt-6 flex flex-wrap justify-end gap-2"

BASE_UI_DIALOG = ImportVar(tag="Dialog", alias="BuiDialog", package_path="/dialog")
BASE_UI_ALERT = ImportVar(tag="AlertDialog", alias="BuiAlertDialog", package_path="/alert-dialog")

DIALOG = with_classes(
    r"""
function HiveDialog({children, name, closeOn, asks}) {
  const {pathname} = useLocation();
  const [open, setOpen] = useState(false);
  const [asking, setAsking] = useState(false);
  const dirty = useRef(false);
  const first = useRef(true);
  const show = (next) => { dirty.current = false; setAsking(false); setOpen(next); };
  useEffect(() => {
    const onOpen = () => show(true);
    const onClose = () => show(false);
    window.addEventListener("hive:open:" + name, onOpen);
    window.addEventListener("hive:close:" + name, onClose);
    return () => { window.removeEventListener("hive:open:" + name, onOpen); window.removeEventListener("hive:close:" + name, onClose); };
  }, [name]);
  useEffect(() => show(false), [pathname]);
  useEffect(() => {
    if (first.current) first.current = false;
    else show(false);
  }, [closeOn]);
  useEffect(() => {
    if (!open) return;
    const hold = setTimeout(() => {  // another dialog that is still closing may have taken the focus back
      const popup = document.querySelector('[data-dialog="' + name + '"]');
      if (popup && document.activeElement && !document.activeElement.closest("[role=dialog], [role=alertdialog]")) popup.querySelector("input, select, textarea, button")?.focus();
    }, 250);
    return () => clearTimeout(hold);
  }, [open]);
  useEffect(() => {
    if (!open || !asks) return;
    const onInput = (event) => { if (event.target.name && event.target.closest('[data-dialog="' + name + '"]')) dirty.current = true; };
    document.addEventListener("input", onInput);
    return () => document.removeEventListener("input", onInput);
  }, [open]);
  const onOpenChange = (next) => { if (!next && dirty.current) setAsking(true); else show(next); };
  const h = createElement;
  const ask = asks && h(BuiAlertDialog.Root, {key: "ask", open: asking, onOpenChange: setAsking},
    h(BuiAlertDialog.Portal, null,
      h(BuiAlertDialog.Backdrop, {forceRender: true, className: "@BACKDROP"}),
      h(BuiAlertDialog.Popup, {className: "@POPUP"},
        h(BuiAlertDialog.Title, {className: "text-base font-semibold tracking-tight"}, "Discard changes?"),
        h(BuiAlertDialog.Description, {className: "mt-1.5 text-sm text-muted-foreground"}, "What you typed has not been saved."),
        h("div", {className: "@FOOTER"},
          h(BuiAlertDialog.Close, {className: "@KEEP"}, "Keep editing"),
          h("button", {type: "button", className: "@DISCARD", onClick: () => show(false)}, "Discard changes")))));
  return h(BuiDialog.Root, {open, onOpenChange}, children, ask);
}
""",
    BACKDROP=BACKDROP,
    POPUP=CENTRED,
    FOOTER=FOOTER,
    KEEP=button_class("secondary"),
    DISCARD=button_class("danger"),
)


class DialogRoot(ClientComponent):
    """Keeps whether one dialog is open, and whether something was typed in it."""

    tag = "HiveDialog"
    javascript = (DIALOG,)
    uses = {
        "react": ["createElement", "useEffect", "useRef", "useState"],
        "react-router": ["useLocation"],
        BASE_UI: [BASE_UI_DIALOG, BASE_UI_ALERT],
    }

    name: rx.Var[str]
    close_on: rx.Var[Any]
    asks: rx.Var[bool]


def open_dialog(name: str) -> Any:
    """For `on_click`: opens the dialog of that name on this page."""
    return announce_in_browser(f"hive:open:{name}")


def close_dialog(name: str) -> Any:
    """For `on_click`: closes it without asking."""
    return announce_in_browser(f"hive:close:{name}")


def dialog(
    *children: Node,
    name: str,
    title: Text,
    description: Text = "",
    trigger: Node | None = None,
    variant: Variant = "primary",
    close_on: Any = None,
    asks: bool = True,
    class_name: str = "",
) -> rx.Component:
    """A dialog named `name`, opened by `trigger` (the content of a button) or by `open_dialog(name)`.

    `close_on` is a var that changes when the act succeeded (a counter on the state): the dialog closes then.
    `asks=False` lets it close without a question whatever was typed.
    """
    return DialogRoot.create(
        DialogTrigger.create(trigger, class_name=button_class(variant)) if trigger is not None else rx.fragment(),
        DialogPortal.create(
            DialogBackdrop.create(class_name=BACKDROP),
            DialogPopup.create(
                DialogTitle.create(title, class_name="pr-8 text-base font-semibold tracking-tight"),
                DialogDescription.create(description, class_name="mt-1.5 text-sm text-muted-foreground empty:hidden"),
                rx.el.div(*children, class_name="mt-5"),
                DialogClose.create(
                    rx.icon("x", size=16, aria_hidden="true"),
                    aria_label="Close",
                    class_name=button_class("ghost", "icon", "absolute top-3 right-3"),
                ),
                data_dialog=name,
                class_name=f"{CENTRED} {class_name}".rstrip(),
            ),
        ),
        name=name,
        asks=asks,
        **({"close_on": close_on} if close_on is not None else {}),
    )


def dialog_footer(*actions: Node) -> rx.Component:
    """Cancel first, the act last: `dialog_footer(dialog_cancel(), button("Invite", type="submit"))`."""
    return rx.el.div(*actions, class_name="mt-2 flex flex-wrap justify-end gap-2")


def dialog_cancel(text: str = "Cancel") -> rx.Component:
    """Closes the dialog around it; asks first when something was typed."""
    return DialogClose.create(text, class_name=button_class("secondary"))
