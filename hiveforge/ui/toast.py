"""Messages in the corner. Only the looks: which messages there are, the state says.

Successes leave after six seconds unless somebody points at them; errors stay until dismissed, because they carry what
to do. A message does not follow to the next page, except one that came with the navigation.
"""

from collections.abc import Callable
from typing import Any

import reflex as rx

from .base import ClientComponent, Text
from .button import button_class
from .copy_button import copy_button
from .link import link

TOAST = r"""
const hiveToastAge = (id) => {  // kept for the tab: pages bring their own region
  const births = JSON.parse(sessionStorage.getItem("hive-toasts") ?? "{}");
  const known = births[id] ??= Date.now();
  sessionStorage.setItem("hive-toasts", JSON.stringify(Object.fromEntries(Object.entries(births).slice(-20))));
  return Date.now() - known;
};
function HiveToast({children, id, kind, onDismiss}) {
  const {pathname} = useLocation();
  const [gone, setGone] = useState(false);
  const leave = () => { if (!gone) { setGone(true); onDismiss(); } };
  useEffect(() => { if (hiveToastAge(id) > 1000) leave(); }, [pathname]);
  if (gone) return null;
  const onClick = (event) => { if (event.target.closest("[data-dismiss]")) leave(); };
  const timer = kind !== "error" && createElement("span", {className: "toast-timer", "aria-hidden": true, onAnimationEnd: leave});
  return createElement("li", {className: "toast", onClick}, children, timer);
}
"""


class Toast(ClientComponent):
    """One message and its life."""

    tag = "HiveToast"
    javascript = (TOAST,)
    uses = {
        "react": ["createElement", "useEffect", "useState"],
        "react-router": ["useLocation"],
    }

    kind: rx.Var[str]
    on_dismiss: rx.EventHandler[rx.event.no_args_event_spec]


def toast_region(
    items: Any, dismiss: Callable[[Any], Any], *, undo: Callable[[Any], Any] | None = None
) -> rx.Component:
    """`items`: rows with `id`, `message`, `kind` ("success", "error", "info"), `request_id` and `url`, which may be empty.

    `dismiss(id)` is called when a message leaves. With `undo`, rows whose `undo` is not empty offer `undo(row.undo)`.
    """
    return rx.el.ol(
        rx.foreach(items, lambda item: _toast(item, dismiss, undo)),
        aria_live="polite",
        aria_relevant="additions",
        aria_label="Notifications",
        class_name="toast-region",
    )


def _toast(item: Any, dismiss: Callable[[Any], Any], undo: Callable[[Any], Any] | None) -> rx.Component:
    return Toast.create(
        rx.match(
            item.kind,
            ("error", rx.icon("circle-alert", size=17, class_name="mt-px text-danger", aria_hidden="true")),
            ("info", rx.icon("info", size=17, class_name="mt-px text-info", aria_hidden="true")),
            rx.icon("circle-check", size=17, class_name="mt-px text-success", aria_hidden="true"),
        ),
        rx.el.div(
            rx.el.p(item.message, class_name="font-medium text-pretty wrap-anywhere"),
            rx.cond(item.request_id, _request(item.request_id)),
            rx.cond(item.url, _way_out(item.url)),
            class_name="min-w-0 flex-1",
        ),
        rx.cond(item.undo, _undo(item, undo)) if undo else rx.fragment(),
        rx.el.button(
            rx.icon("x", size=14, aria_hidden="true"),
            type="button", aria_label="Dismiss notification", data_dismiss="",
            class_name=button_class("ghost", "icon", "-my-0.5 -mr-1 size-6"),
        ),
        id=item.id, kind=item.kind, on_dismiss=dismiss(item.id), key=item.id,
    )  # fmt: skip


def _request(request_id: Text) -> rx.Component:
    return rx.el.p(
        "Request ",
        rx.el.code(request_id),
        copy_button(request_id, label="Copy request id"),
        class_name="mt-0.5 flex items-center gap-1 text-xs text-muted-foreground",
    )


def _way_out(url: Text) -> rx.Component:
    return link("Open billing", href=url, class_name="mt-1 inline-block")


def _undo(item: Any, undo: Callable[[Any], Any]) -> rx.Component:
    return rx.el.button(
        "Undo", type="button", data_dismiss="", on_click=undo(item.undo),
        class_name=button_class("secondary", "sm", "-my-1 h-7 px-2"),
    )  # fmt: skip
