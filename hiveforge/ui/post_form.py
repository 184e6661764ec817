"""A form that posts to one of our HTTP routes: sign-in, sign-up, everything that sets a cookie.

Without JavaScript it is a plain form and the route answers 303. With JavaScript the answer is JSON: `location` leads to
a full navigation (the websocket keeps the cookies it was opened with), a problem shows beside its fields and what was
typed stays. Refuses a second submit while the first one runs.
"""

from typing import Any

import reflex as rx

from .base import ClientComponent, Node
from .form_errors import FORM_ERRORS

POST_FORM = r"""
function HivePostForm({children, onRefused, ...props}) {
  const ref = useRef(null);
  useEffect(() => {
    const form = ref.current;
    form.noValidate = true;
    const place = document.getElementById(form.id + "-alert");
    const say = (message, requestId) => {
      place.replaceChildren();
      if (!message) return;
      place.append(message);
      if (requestId) {
        const code = document.createElement("code");
        code.textContent = requestId;
        place.append(" Tell support this number: ", code);
      }
    };
    const busy = (submitter, on) => {
      form.setAttribute("aria-busy", on);
      const button = submitter ?? form.querySelector("button[type=submit]");
      if (button) on ? button.setAttribute("aria-busy", "true") : button.removeAttribute("aria-busy");
    };
    const send = async (submitter) => {
      const body = new URLSearchParams(new FormData(form, submitter));
      const headers = {Accept: "application/json"};
      const answer = await fetch(form.getAttribute("action"), {method: "POST", body, headers, credentials: "same-origin"});
      const json = (answer.headers.get("content-type") ?? "").includes("json") ? await answer.json() : {};
      if (answer.ok && json.location) { window.location.assign(json.location); return true; }
      const stray = hiveShowErrors(form, json.fields ?? {});
      const named = Object.keys(json.fields ?? {}).length > stray.length;
      const title = json.title ?? "The server did not understand. Reload the page and try again.";
      if (!named) say(stray.join(" ") || title, answer.status >= 500 ? json.request_id : "");
      onRefused?.();
      return false;
    };
    const onSubmit = async (event) => {
      event.preventDefault();
      if (form.getAttribute("aria-busy") === "true") return;
      hiveClearErrors(form);
      say("");
      const invalid = hiveInvalid(form);
      if (Object.keys(invalid).length) { hiveShowErrors(form, invalid); return; }
      busy(event.submitter, true);
      let leaving = false;
      try { leaving = await send(event.submitter); }
      catch { say("We could not reach the server. Check your connection and try again; nothing you typed is lost."); }
      if (!leaving) busy(event.submitter, false);
    };
    const onReturn = (event) => { if (event.persisted) busy(null, false); };
    form.addEventListener("submit", onSubmit);
    window.addEventListener("pageshow", onReturn);
    return () => { form.removeEventListener("submit", onSubmit); window.removeEventListener("pageshow", onReturn); };
  }, []);
  return createElement("form", {...props, ref, method: "post"}, children);
}
"""


class PostForm(ClientComponent):
    """The `<form>` itself."""

    tag = "HivePostForm"
    javascript = (FORM_ERRORS, POST_FORM)
    uses = {"react": ["createElement", "useEffect", "useRef"]}

    action: rx.Var[str]
    auto_complete: rx.Var[str]
    on_refused: rx.EventHandler[rx.event.no_args_event_spec]


def post_form(
    *children: Node, action: str | rx.Var[str], form_id: str, class_name: str = "", **props: Any
) -> rx.Component:
    """`form_id` is also what its fields get. Include one `button(..., type="submit")`.

    `on_refused` is for pages that change when the server says no, such as an invitation that was withdrawn meanwhile.
    Success: 303, or JSON `{"location": "/o/acme"}` for `Accept: application/json`. Failure: problem+json with `title`,
    `code`, `request_id` and `fields` (name to message); fields without a place go to the form's alert.
    """
    return PostForm.create(
        rx.el.div(id=f"{form_id}-alert", role="alert", class_name="form-alert"),
        *children,
        id=form_id, action=action, class_name=f"grid gap-4 {class_name}".rstrip(), **props,
    )  # fmt: skip
