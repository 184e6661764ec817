"""A form handled by a state over the websocket. For anything that sets a cookie use `post_form`.

Checks what the browser can check, shows it like the server's errors, ignores double submits and focuses the first
wrong field. What was typed stays until `reset_on` changes.
"""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.forms import Form

from .base import ClientComponent, Node
from .form_errors import FORM_ERRORS

FORM_GUARD = r"""
function HiveFormGuard({formId, errors, resetOn}) {
  const first = useRef(true);
  const stale = useRef(errors);  // a dialog that opens again does not repeat what it said before it was closed
  useEffect(() => {
    const form = document.getElementById(formId);
    form.noValidate = true;
    let last = -800;
    let sent = "";
    const stop = (event) => { event.preventDefault(); event.stopPropagation(); };
    const onSubmit = (event) => {
      const invalid = hiveInvalid(form);
      if (Object.keys(invalid).length) { stop(event); hiveShowErrors(form, invalid); return; }
      const typed = new URLSearchParams(new FormData(form)).toString();
      if (typed === sent && event.timeStamp - last < 800) { stop(event); return; }
      [last, sent] = [event.timeStamp, typed];
      hiveClearErrors(form);
    };
    form.addEventListener("submit", onSubmit);
    return () => form.removeEventListener("submit", onSubmit);
  }, [formId]);
  useEffect(() => {
    if (errors === stale.current) return;
    const form = document.getElementById(formId);
    const fields = Object.fromEntries(Object.entries(errors ?? {}).filter(([, message]) => message));
    if (!Object.keys(fields).length) return;
    const stray = hiveShowErrors(form, fields);
    const place = document.getElementById(formId + "-alert");
    if (place) place.textContent = stray.join(" ");
  }, [errors]);
  useEffect(() => {
    if (first.current) first.current = false;
    else document.getElementById(formId).reset();
  }, [resetOn]);
  return null;
}
"""


class FormGuard(ClientComponent):
    """Watches one form; shows nothing."""

    tag = "HiveFormGuard"
    javascript = (FORM_ERRORS, FORM_GUARD)
    uses = {"react": ["useEffect", "useRef"]}

    form_id: rx.Var[str]
    errors: rx.Var[dict[str, str]]
    reset_on: rx.Var[Any]


class NamedForm(Form):
    """Sends its controls by their `name`. Reflex would send each once more, by its id."""

    def _get_form_refs(self) -> dict[str, Any]:
        return {}


def focus_first_error(form_id: str, errors: Any = None, reset_on: Any = None) -> rx.Component:
    """Put into a form made by hand; `event_form` already has it."""
    given = {"errors": errors, "reset_on": reset_on}
    return FormGuard.create(form_id=form_id, **{name: var for name, var in given.items() if var is not None})


def event_form(
    *children: Node,
    form_id: str,
    on_submit: Any,
    errors: Any = None,
    reset_on: Any = None,
    class_name: str = "",
) -> rx.Component:
    """`errors` is the state's `errors` var: messages land beside the fields of that name, the rest on top.

    `reset_on` is a var that changes when the act succeeded (a counter): the fields are emptied then, never before.
    """
    return NamedForm.create(
        rx.el.div(id=f"{form_id}-alert", role="alert", class_name="form-alert"),
        *children,
        focus_first_error(form_id, errors, reset_on),
        id=form_id, on_submit=on_submit,
        class_name=f"grid gap-4 {class_name}".rstrip(),
    )  # fmt: skip
