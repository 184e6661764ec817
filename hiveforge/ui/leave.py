"""Leaves the app for another site, such as the payment provider's page. Reflex's own redirect opens such a page in a new tab."""

from uuid import uuid4

import reflex as rx

from .base import ClientComponent, Text

LEAVE = r"""
function HiveLeave({departure}) {
  useEffect(() => {
    if (!departure || sessionStorage.getItem("hive-left") === departure) return;
    sessionStorage.setItem("hive-left", departure);
    window.location.assign(departure.slice(departure.indexOf(" ") + 1));
  }, [departure]);
  return null;
}
"""


class Leave(ClientComponent):
    """Follows a departure once: whoever comes back to the page stays there."""

    tag = "HiveLeave"
    javascript = (LEAVE,)
    uses = {"react": ["useEffect"]}

    departure: rx.Var[str]


def departure(url: str) -> str:
    """The value for a state's var that `leave` watches."""
    return f"{uuid4().hex} {url}"


def leave(departed: Text) -> rx.Component:
    """Put it on the page once, with the var that events set to `departure(url)`."""
    return Leave.create(departure=departed)
