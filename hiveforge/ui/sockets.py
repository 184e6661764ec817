"""What comes in over a tab's socket: only events that can be read, and about the connection only the server's own word."""

from typing import Annotated, Any

import reflex as rx
import structlog
from pydantic import AfterValidator, BaseModel, ConfigDict, StringConstraints, ValidationError
from reflex.app import EventNamespace
from reflex.config import get_config
from reflex_base.registry import RegistrationContext

log = structlog.get_logger(__name__)

# Anybody can type %00 into an address, but Postgres has no such text: the page opens without it.
_Text = Annotated[str, StringConstraints(max_length=8000), AfterValidator(lambda text: text.replace("\x00", ""))]


class _Page(BaseModel):
    """Where in the browser an event comes from."""

    model_config = ConfigDict(strict=True, extra="ignore")

    pathname: _Text = ""
    asPath: _Text = ""  # noqa: N815  Reflex's frontend calls it so
    query: dict[_Text, _Text | list[_Text]] = {}


class _Event(BaseModel):
    model_config = ConfigDict(strict=True, extra="ignore")

    name: str
    payload: dict[str, Any] = {}
    router_data: _Page = _Page()


class Sockets(EventNamespace):
    """Reflex's own namespace, with a stricter door."""

    async def trigger_event(self, event: str, *args: Any) -> Any:
        """Deal with what happens on a connection.

        Socket.IO hands a client's event called "connect" to the same method as a new connection, and its payload would
        replace the headers and the address that Reflex keeps for it: names that are the server's are refused to clients.
        """
        if not self._may_come_from(event, *args):
            log.warning("refused an event under a reserved name", handler=event)
            return None
        return await super().trigger_event(event, *args)

    async def on_event(self, sid: str, data: Any) -> None:
        """Take in an event of a known handler from a page; drop all else before Reflex fails over it, at great length."""
        try:
            said = _Event.model_validate(data)
        except ValidationError:
            log.warning("dropped a frame that is no event")
            return
        if said.name not in RegistrationContext.get().event_handlers:
            log.warning("dropped an event for an unknown handler", handler=said.name[:200])
            return
        await super().on_event(sid, said.model_dump())

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
