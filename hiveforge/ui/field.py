"""A form field: label, control, help and error, wired by id for both kinds of form.

`post_form` writes errors into `#{form_id}-{name}-error` in the browser; a state's form passes `error=`.
Controls are uncontrolled: `name=` is what forms submit, and what was typed is never lost.
"""

from collections.abc import Callable
from typing import Any

import reflex as rx

from .base import ClientComponent, Flag, Node, Text

INPUT = (
    "h-9 w-full min-w-0 rounded-md border border-control bg-background px-3 text-sm outline-none transition-shadow "
    "placeholder:text-muted-foreground focus-visible:border-ring focus-visible:ring-3 focus-visible:ring-ring/25 "
    "aria-invalid:border-danger aria-invalid:ring-danger/20 disabled:cursor-not-allowed disabled:opacity-50 "
    "max-sm:h-11 max-sm:text-base"  # 16 px: phones do not zoom into the field
)
ERROR = "text-xs font-medium text-danger empty:hidden"
HELP = "text-xs text-muted-foreground"

# React never owns the text in here: forms empty and fill it themselves, and React would then fail to find its own.
FIELD_ERROR = r"""
function HiveFieldError({error, ...props}) {
  const ref = useRef(null);
  useEffect(() => { ref.current.textContent = error ?? ""; }, [error]);
  return createElement("p", {...props, ref, "aria-live": "polite"});
}
"""


class FieldError(ClientComponent):
    """The place below a field for what is wrong with it."""

    tag = "HiveFieldError"
    javascript = (FIELD_ERROR,)
    uses = {"react": ["createElement", "useEffect", "useRef"]}

    error: rx.Var[Any]


def field(
    label: Text,
    name: str,
    *,
    form_id: str,
    input_type: str = "text",
    description: Text = "",
    error: Text = "",
    required: bool = False,
    disabled: Flag = False,
    action: Node | None = None,
    hide_label: bool = False,
    reveal: bool = False,
    control: Callable[..., rx.Component] | None = None,
    class_name: str = "",
    **props: Any,
) -> rx.Component:
    """A labelled control.

    `error` may be `State.errors["email"]`. `action` stands opposite the label ("Forgot password?"). `control` replaces
    the input (`textarea`, `native_select(...)`). `reveal=True` hides the field until a `post_form` answer names it; it is never required by
    the browser, which could not show why.
    Other props (`auto_complete`, `placeholder`, `default_value`, …) go to the control.
    """
    key = f"{form_id}-{name}"
    described = " ".join(part for part in (f"{key}-help" if _given(description) else "", f"{key}-error") if part)
    # a missing key of an `errors` dict is undefined in the browser, so truth decides and not comparison
    invalid = {"aria_invalid": rx.cond(error, "true", "false")} if _given(error) else {}
    return rx.el.div(
        rx.el.div(
            rx.el.label(label, html_for=key, class_name="text-[0.8125rem] font-medium"),
            action if action is not None else rx.fragment(),
            class_name="sr-only" if hide_label else "flex items-baseline justify-between gap-3",
        ),
        (control or _input)(
            id=key, name=name, required=required and not reveal, disabled=disabled, aria_describedby=described,
            **({} if control else {"type": input_type}), **invalid, **props,
        ),
        rx.el.p(description, id=f"{key}-help", class_name=HELP) if _given(description) else rx.fragment(),
        FieldError.create(id=f"{key}-error", class_name=ERROR, **({"error": error} if _given(error) else {})),
        class_name=f"grid gap-1.5 {class_name}".rstrip(),
        **({"hidden": True, "data_reveal": name} if reveal else {}),
    )  # fmt: skip


def fieldset(legend: Text, *children: Node, description: Text = "") -> rx.Component:
    """Several controls that answer one question."""
    return rx.el.fieldset(
        rx.el.legend(legend, class_name="text-[0.8125rem] font-medium"),
        rx.el.p(description, class_name=f"{HELP} empty:hidden"),
        *children,
        class_name="grid gap-2",
    )


def _input(**props: Any) -> rx.Component:
    return rx.el.input(class_name=INPUT, **props)


def _given(text: Text) -> bool:
    return not isinstance(text, str) or bool(text)
