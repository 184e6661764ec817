"""A panel behind a button. Closes when the page changes."""

from typing import Any

import reflex as rx
from reflex.utils.imports import ImportVar

from .base import BASE_UI, BaseUI, ClientComponent, Node, Positioner, Text

POPOVER = r"""
function HivePopover({children}) {
  const {pathname} = useLocation();
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [pathname]);
  return createElement(BuiPopover.Root, {open, onOpenChange: setOpen}, children);
}
"""


class PopoverRoot(ClientComponent):
    tag = "HivePopover"
    javascript = (POPOVER,)
    uses = {
        "react": ["createElement", "useEffect", "useState"],
        "react-router": ["useLocation"],
        BASE_UI: [ImportVar(tag="Popover", alias="BuiPopover", package_path="/popover")],
    }


class PopoverTrigger(BaseUI):
    tag = "Popover.Trigger"


class PopoverPortal(BaseUI):
    tag = "Popover.Portal"


class PopoverPositioner(Positioner):
    tag = "Popover.Positioner"


class PopoverPopup(BaseUI):
    tag = "Popover.Popup"


def popover(
    *children: Node,
    trigger: Node,
    label: Text,
    trigger_class: str,
    align: str = "start",
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """`trigger` is the content of the button; `label` names the panel."""
    return PopoverRoot.create(
        PopoverTrigger.create(trigger, class_name=trigger_class, **props),
        PopoverPortal.create(
            PopoverPositioner.create(
                PopoverPopup.create(*children, aria_label=label, class_name=f"popup {class_name}".rstrip()),
                side="bottom",
                side_offset=6,
                align=align,
                class_name="z-50 outline-none",
            )
        ),
    )
