"""Who the gate let in for the event that runs now. Only `event.py` asks; services take their actor as an argument."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from hiveforge.core.actor import Actor, visitor

_acting: ContextVar[Actor] = ContextVar("acting", default=visitor())  # noqa: B039  an actor is frozen


def current_actor() -> Actor:
    return _acting.get()


def let_in(actor: Actor) -> None:
    """Called by the gate, once for each event."""
    _acting.set(actor)


@contextmanager
def acting_as(actor: Actor) -> Iterator[None]:
    """Run state handlers as somebody, in tests without a browser."""
    token = _acting.set(actor)
    try:
        yield
    finally:
        _acting.reset(token)
