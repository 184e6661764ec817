"""Brings the element that an address names into view and focus, once it is there."""

import reflex as rx

from .base import ClientComponent, Text

SHOW = r"""
function HiveShowTarget({target}) {
  useEffect(() => {
    if (!target) return;
    const show = () => {
      const found = document.getElementById(target);
      if (!found) return false;
      found.tabIndex = -1;
      found.scrollIntoView({block: "center"});
      found.focus({preventScroll: true});
      return true;
    };
    if (show()) return;
    const watch = new MutationObserver(() => { if (show()) watch.disconnect(); });
    watch.observe(document.body, {childList: true, subtree: true});
    return () => watch.disconnect();
  }, [target]);
  return null;
}
"""


class ShowTarget(ClientComponent):
    """Shows nothing itself."""

    tag = "HiveShowTarget"
    javascript = (SHOW,)
    uses = {"react": ["useEffect"]}

    target: rx.Var[str]


def show_target(target: Text) -> rx.Component:
    """`target` is an element's id; nothing happens while it is empty."""
    return ShowTarget.create(target=target)
