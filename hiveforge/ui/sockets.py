"""Who a tab's connection belongs to is what the server saw when it opened, and nothing that is said over it later."""

from typing import Any

import reflex as rx
import structlog
from reflex.app import EventNamespace
from reflex.config import get_config

log = structlog.get_logger(__name__)


class Sockets(EventNamespace):
    """Socket.IO hands a client's event called "connect" to the same method as a new connection.

    Its payload would replace the headers and the address that Reflex keeps for the connection, so only the server's own
    word for it counts.
    """

    async def trigger_event(self, event: str, *args: Any) -> Any:
        """Deal with what happens on a connection; names that are the server's to use are refused to clients."""
        if not self._may_come_from(event, *args):
            log.warning("refused an event under a reserved name", handler=event)
            return None
        return await super().trigger_event(event, *args)

    def _may_come_from(self, event: str, sid: str, said: Any = None, *_: Any) -> bool:
        server: Any = self.server
        if event == "connect":
            return said is server.get_environ(sid, self.namespace)
        if event == "disconnect":  # the server has begun to end the connection before it says so
            return not server.manager.is_connected(sid, self.namespace)
        return True


def guard_sockets(app: rx.App) -> None:
    """Put `Sockets` in the place of Reflex's own namespace."""
    if app.sio is None:
        raise TypeError("the app has no state, so there are no sockets to guard")
    app._event_namespace = Sockets(get_config().get_event_namespace(), app)
    app.sio.register_namespace(app._event_namespace)
