"""Enter sends a form of one text area, as people know it from chats; Shift+Enter starts a new line."""

import reflex as rx

from .base import ClientComponent

SUBMIT = r"""
function HiveSubmitOnEnter({formId}) {
  useEffect(() => {
    const form = document.getElementById(formId);
    const onKey = (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.tagName !== "TEXTAREA") return;
      event.preventDefault();
      const act = form.querySelector("[type=submit]");
      if (!act.disabled) form.requestSubmit(act);
    };
    form.addEventListener("keydown", onKey);
    return () => form.removeEventListener("keydown", onKey);
  }, [formId]);
  return null;
}
"""


class SubmitOnEnter(ClientComponent):
    """Shows nothing."""

    tag = "HiveSubmitOnEnter"
    javascript = (SUBMIT,)
    uses = {"react": ["useEffect"]}

    form_id: rx.Var[str]


submit_on_enter = SubmitOnEnter.create
