"""Keeps what was typed in a form while its reader follows a link out of it, for instance to buy what is missing.

In this tab only, and only once: it is there again when the form is shown the next time. Nothing reaches the server.
"""

import reflex as rx

from .base import ClientComponent

DRAFT = r"""
function HiveKeptDraft({formId}) {
  useEffect(() => {
    const form = document.getElementById(formId);
    const around = form.closest("[role=dialog]") ?? form;
    const key = "hive-draft " + window.location.pathname + " " + formId;
    const kept = sessionStorage.getItem(key);
    sessionStorage.removeItem(key);
    const restore = () => {
      for (const [name, value] of JSON.parse(kept)) {
        const control = form.elements[name];
        if (!control) continue;
        control.value = value;
        control.dispatchEvent(new Event("input", {bubbles: true}));
      }
    };
    const timer = kept && setTimeout(restore, 0);  // when the dialog listens: it asks before it throws that away
    const onClick = (event) => {
      if (event.target.closest("a[href]")) sessionStorage.setItem(key, JSON.stringify([...new FormData(form)]));
    };
    around.addEventListener("click", onClick, true);
    return () => { clearTimeout(timer); around.removeEventListener("click", onClick, true); };
  }, [formId]);
  return null;
}
"""


class KeptDraft(ClientComponent):
    """Put into a form; shows nothing."""

    tag = "HiveKeptDraft"
    javascript = (DRAFT,)
    uses = {"react": ["useEffect"]}

    form_id: rx.Var[str]
