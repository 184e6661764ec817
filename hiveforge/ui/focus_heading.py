"""Focus after a navigation goes to the page's `h1`; focus whose element the server removed goes to what was around it.

Mounted once for the whole app. Does nothing when only the query string changes: searching keeps its field.
"""

import reflex as rx

from .base import ClientComponent

FOCUS = r"""
function HiveFocus() {
  const {pathname} = useLocation();
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current.replace(/\/$/, "") === pathname.replace(/\/$/, "")) return;
    shown.current = pathname;
    const old = document.querySelector("main h1");
    const left = document.activeElement;
    let watch, last;
    const move = (final) => {
      const heading = document.querySelector("main h1");
      if (!heading || (heading === old && !final)) return;
      watch?.disconnect();
      clearTimeout(last);
      const focused = document.activeElement;
      if (document.querySelector("[role=dialog], [role=alertdialog]")?.contains(focused)) return;
      if (focused !== left && focused !== document.body) return;  // who is quick works in the new page already
      heading.tabIndex = -1;
      heading.focus({preventScroll: true});
    };
    watch = new MutationObserver(() => move(false));
    watch.observe(document.body, {childList: true, subtree: true});
    last = setTimeout(() => move(true), 400);
    move(false);
    return () => { clearTimeout(last); watch.disconnect(); };
  }, [pathname]);
  useEffect(() => {
    let path = [];
    const remember = (event) => {
      path = [];
      for (let node = event.target; node; node = node.parentElement) path.push(node);
    };
    const rescue = () => {
      if (document.activeElement !== document.body || !path.length || path[0].isConnected) return;
      const home = path.find((node) => node.isConnected && node.hasAttribute("tabindex"));
      path = [];
      home?.focus({preventScroll: true});
    };
    const watch = new MutationObserver(() => requestAnimationFrame(rescue));
    document.addEventListener("focusin", remember);
    watch.observe(document.body, {childList: true, subtree: true});
    return () => { document.removeEventListener("focusin", remember); watch.disconnect(); };
  }, []);
  return null;
}
"""


class FocusHeading(ClientComponent):
    """Shows nothing."""

    tag = "HiveFocus"
    javascript = (FOCUS,)
    uses = {"react": ["useEffect", "useRef"], "react-router": ["useLocation"]}


def focus_heading() -> rx.Component:
    """Goes into an app wrap, next to the connection pill."""
    return FocusHeading.create()
