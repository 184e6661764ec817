"""What these forms need in the browser: links that keep `?next=`, showing a password, filling in a demo account."""

from typing import ClassVar

import reflex as rx

from hiveforge.ui.base import ClientComponent

ONWARD = r"""
function HiveOnward({children, to, className}) {
  const [next, setNext] = useState("");
  useEffect(() => setNext(new URLSearchParams(window.location.search).get("next") ?? ""), []);
  return createElement(Link, {to: next ? to + "?next=" + encodeURIComponent(next) : to, className}, children);
}
"""
EYE = r"""
function HiveShowPassword({target, className}) {
  const [shown, setShown] = useState(false);
  useEffect(() => { document.getElementById(target).type = shown ? "text" : "password"; }, [shown]);
  const h = createElement;
  return h("button", {type: "button", className, "aria-controls": target, "aria-pressed": shown, "aria-label": "Show password", onClick: () => setShown(!shown)},
    h("svg", {viewBox: "0 0 24 24", width: 16, height: 16, "aria-hidden": true, className: "fill-none stroke-current [stroke-width:2]"},
      h("path", {d: "M2 12s3.5-7 10-7 10 7 10 7-3.5 7-10 7S2 12 2 12z", strokeLinecap: "round", strokeLinejoin: "round"}),
      h("circle", {cx: 12, cy: 12, r: 3}),
      shown && h("path", {d: "M3 3l18 18", strokeLinecap: "round"})));
}
"""
FILL = r"""
function HiveFill({children, formId, email, password, className}) {
  const fill = () => {
    const form = document.getElementById(formId);
    form.elements.namedItem("email").value = email;
    form.elements.namedItem("password").value = password;
    form.querySelector("button[type=submit]").focus();
  };
  return createElement("button", {type: "button", className, onClick: fill}, children);
}
"""


class Onward(ClientComponent):
    """A link to another of these pages that keeps where the person was going."""

    tag = "HiveOnward"
    javascript = (ONWARD,)
    uses: ClassVar = {"react": ["createElement", "useEffect", "useState"], "react-router": ["Link"]}

    to: rx.Var[str]


class ShowPassword(ClientComponent):
    """The eye in a password field."""

    tag = "HiveShowPassword"
    javascript = (EYE,)
    uses: ClassVar = {"react": ["createElement", "useEffect", "useState"]}

    target: rx.Var[str]


class Fill(ClientComponent):
    """A button that types a log-in into the sign-in form."""

    tag = "HiveFill"
    javascript = (FILL,)
    uses: ClassVar = {"react": ["createElement"]}

    form_id: rx.Var[str]
    email: rx.Var[str]
    password: rx.Var[str]
