"""Brings the query string into a `post_form`: values for its fields, and why a browser without our script was sent back."""

from typing import ClassVar

import reflex as rx

from .base import ClientComponent

FROM_QUERY = r"""
function HiveFromQuery({formId, names, required, messages, sent}) {
  useEffect(() => {
    const form = document.getElementById(formId);
    const say = (message) => { document.getElementById(formId + "-alert").textContent = message; };
    const url = new URL(window.location.href);
    for (const name of names) {
      const control = form.elements.namedItem(name);
      if (url.searchParams.has(name) && !control.value) control.value = url.searchParams.get(name);
    }
    const error = url.searchParams.get("error");
    if (error !== null) say(messages[error] ?? messages[""]);
    else if (required && !url.searchParams.get(required)) say(messages.missing);
    const place = document.getElementById(formId + "-sent");
    if (place && url.searchParams.has("sent")) place.textContent = sent;
    if (!url.searchParams.has("code")) return;
    url.searchParams.delete("code");  // it has done its work, and addresses are copied and kept
    window.history.replaceState(window.history.state, "", url);
  }, []);
  return null;
}
"""


class FromQuery(ClientComponent):
    """Brings the query string into a form; shows nothing itself."""

    tag = "HiveFromQuery"
    javascript = (FROM_QUERY,)
    uses: ClassVar = {"react": ["useEffect"]}

    form_id: rx.Var[str]
    names: rx.Var[list[str]]
    required: rx.Var[str]
    messages: rx.Var[dict[str, str]]
    sent: rx.Var[str]
