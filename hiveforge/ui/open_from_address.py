"""Opens a dialog that the address names, for links from other pages, mails and the command palette."""

import reflex as rx

from .base import ClientComponent

OPEN = r"""
function HiveOpenFromAddress({name}) {
  const {hash} = useLocation();
  useEffect(() => {
    if (hash !== "#" + name) return;
    window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search);
    const timer = setTimeout(() => window.dispatchEvent(new Event("hive:open:" + name)), 0);
    return () => clearTimeout(timer);
  }, [hash]);
  return null;
}
"""


class OpenFromAddress(ClientComponent):
    """Opens the dialog `name` when the address ends in `#name`: links and the command palette lead to it."""

    tag = "HiveOpenFromAddress"
    javascript = (OPEN,)
    uses = {"react": ["useEffect"], "react-router": ["useLocation"]}

    name: rx.Var[str]
