"""A tab without a browser: the states of its pages, acted on by whoever the gate would let in."""

from types import MethodType
from typing import Self, TypeVar

import reflex as rx
from reflex.istate.data import ReflexURL, RouterData

from hiveforge.core.actor import Actor
from hiveforge.core.settings import settings
from hiveforge.ui.acting import acting_as
from hiveforge.ui.notices import Notices
from hiveforge.ui.session import Session

S = TypeVar("S", bound=rx.State)


class Tab:
    """`await Tab(acme.member, "/o/acme/members?q=ada").send(MembersState.load)`; then look at `await tab.state(MembersState)`."""

    def __init__(self, actor: Actor, address: str = "/") -> None:
        self.actor = actor
        self._root = rx.State(_reflex_internal_init=True)  # pyright: ignore[reportCallIssue]
        self.go(address)

    def go(self, address: str) -> None:
        """Look at another page in the same tab."""
        self._root.router = RouterData(url=ReflexURL(settings().origin + address))

    async def state(self, cls: type[S]) -> S:
        return await self._root.get_state(cls)

    async def send(self, handler: rx.event.EventHandler, *args: object) -> object:
        """Run a handler with what a browser would send."""
        state: object = await self.state(handler.state)
        if handler.is_background:
            state = _Unlocked(state)
        with acting_as(self.actor):
            return await handler.fn(state, *args)

    async def notices(self) -> list[str]:
        return [notice.message for notice in (await self.state(Notices)).items]

    async def linked_notices(self) -> list[tuple[str, str]]:
        """With where each leads."""
        return [(notice.message, notice.url) for notice in (await self.state(Notices)).items]

    async def refusal(self) -> str:
        """The code of what fills the page instead of its content."""
        return (await self.state(Session)).refusal


class _Unlocked:
    """What a background handler gets instead of its state: it has to take the lock before it writes."""

    def __init__(self, state: object) -> None:
        object.__setattr__(self, "_state", state)
        object.__setattr__(self, "_locked", False)

    async def __aenter__(self) -> Self:
        object.__setattr__(self, "_locked", True)
        return self

    async def __aexit__(self, *_: object) -> None:
        object.__setattr__(self, "_locked", False)

    def __getattr__(self, name: str) -> object:
        value = getattr(self._state, name)
        return MethodType(value.__func__, self) if isinstance(value, MethodType) else value

    def __setattr__(self, name: str, value: object) -> None:
        if not self._locked:
            raise AssertionError(f"{name} was written outside of the lock")
        setattr(self._state, name, value)
