"""Asks again every few seconds while its tab is looked at: for pages whose visitors no notification reaches."""

import reflex as rx

from .base import ClientComponent

REFRESH = r"""
function HiveRefresh({seconds, onRefresh}) {
  const latest = useRef(onRefresh);
  useEffect(() => { latest.current = onRefresh; });
  useEffect(() => {
    const ask = () => { if (document.visibilityState === "visible") latest.current(); };
    const timer = setInterval(ask, seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
  return null;
}
"""


class Refresh(ClientComponent):
    """Shows nothing."""

    tag = "HiveRefresh"
    javascript = (REFRESH,)
    uses = {"react": ["useEffect", "useRef"]}

    seconds: rx.Var[float]
    on_refresh: rx.EventHandler[rx.event.no_args_event_spec]


def refresh_every(seconds: float, on_refresh: rx.event.EventType[()]) -> rx.Component:
    """Put it on the page once. Where somebody is signed in use `live.on_news`, which asks only when there is news."""
    return Refresh.create(seconds=seconds, on_refresh=on_refresh)
