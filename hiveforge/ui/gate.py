"""The gate: every event, whoever sent it, is identified and checked here. Unmarked means refused."""

import re
from typing import Any

import reflex as rx
import structlog
from reflex.state import BaseState, StateUpdate
from reflex_base.event import Event
from reflex_base.event.context import EventContext
from reflex_base.registry import RegistrationContext

from hiveforge.core import metrics
from hiveforge.core.actor import Actor, ActorKind
from hiveforge.core.errors import AppError, NotAllowed, NotFound
from hiveforge.core.identity import SESSION_HASH_HEADER, actor_for_session_hash
from hiveforge.core.logs import bind_correlation

from .acting import let_in
from .event import access_of, loads_page
from .events import sign_in_first
from .live import hub
from .notices import Notice, Notices
from .session import Session

log = structlog.get_logger(__name__)

_STATE = "reflex___state____state"
# Reflex's own handlers, complete at 0.10.1; a test keeps this list equal to what Reflex registers.
INTERNAL = frozenset(
    {
        f"{_STATE}.hydrate",
        f"{_STATE}.hydrate_and_load",
        f"{_STATE}.set_is_hydrated",
        f"{_STATE}.reflex___state____on_load_internal_state.on_load_internal",
        f"{_STATE}.reflex___state____on_load_internal_state.set_is_hydrated",
        f"{_STATE}.reflex___state____update_vars_internal_state.update_vars_internal",
        f"{_STATE}.reflex___state____frontend_event_exception_state.handle_frontend_exception",
    }
)
# With these the browser has nothing yet.
_HYDRATING = frozenset({f"{_STATE}.hydrate", f"{_STATE}.hydrate_and_load"})
_ORGANIZATION = re.compile(r"^/o/([a-z0-9][a-z0-9-]{0,39})(?:[/?#]|$)")


class Gate(rx.Middleware):
    """Identity comes from the connection's own headers, never from state: a stolen client token must not act."""

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:  # noqa: ARG002
        bind_correlation(EventContext.get().txid)
        root = state._get_root_state()
        connection = EventContext.get().router_data
        headers = connection.get("headers")
        if headers is None:
            # An upload request runs events too, but has no connection. What a tab's state remembers belongs to
            # whoever opened the tab, and the client token that names it is no secret.
            log.warning("refused an event without a connection", handler=event.name)
            metrics.observe_event(_known(event.name), "refused", 0)
            return StateUpdate()
        path = str(connection.get("asPath") or "")
        try:
            actor = await actor_for_session_hash(
                headers.get(SESSION_HASH_HEADER, ""),
                place=organization_slug(path),
                address=str(connection.get("ip", "")),
            )
        except AppError as error:
            log.warning("could not ask who acts", handler=event.name, reason=error.code)
            return await _refusal(root, event, error, visitor=False, path=path)
        await _belongs_to(root, actor)
        hub.seen(root.router.session.client_token, actor)
        let_in(actor)
        return await self._check(root, event, actor, path)

    async def _check(self, root: BaseState, event: Event, actor: Actor, path: str) -> StateUpdate | None:
        if event.name in INTERNAL:
            return None
        access = access_of(RegistrationContext.get().event_handlers[event.name].handler)
        if access is None:
            log.warning("refused an event that is not marked", handler=event.name, actor=str(actor.id))
            return await _refusal(root, event, NotAllowed(), visitor=False)
        try:
            actor.require(access)
        except AppError as error:
            log.warning("refused", handler=event.name, actor=str(actor.id), kind=actor.kind)
            return await _refusal(root, event, error, visitor=actor.kind is ActorKind.VISITOR, path=path)
        return None


def organization_slug(path: str) -> str:
    """The organization that a page's address names. The browser may lie: it gains no more than a place it has."""
    found = _ORGANIZATION.match(path)
    return found[1] if found else ""


async def _belongs_to(root: BaseState, actor: Actor) -> None:
    """Empty the tab when somebody else, or the same person in another place or role, uses it.

    What the same person has just been told stays: leaving an organization says so on the page that it leads to.
    """
    session = await root.get_state(Session)
    principal = f"{actor.session}:{actor.organization}:{actor.role}"
    if session._principal != principal:
        page: Any = root  # typed as BaseState, which lacks what every root has
        hydrated, emptied = page.is_hydrated, session.emptied + bool(session._principal)
        for cls in _below(rx.State):
            # Redis loads only the event's branch: what is not loaded would survive the reset.
            await root.get_state(cls)
        notices = await root.get_state(Notices)
        told = list(notices.items) if session._principal.startswith(f"{actor.session}:") else []
        root.reset()
        notices.items, page.is_hydrated = told, hydrated
        session._principal, session.emptied = principal, emptied
    session._shows(actor)


def _below(cls: type[BaseState]) -> list[type[BaseState]]:
    return [s for sub in cls.get_substates() for s in (sub, *_below(sub))]


def _known(handler: str) -> str:
    return handler if handler in RegistrationContext.get().event_handlers else "(unknown)"


async def _refusal(root: BaseState, event: Event, error: AppError, *, visitor: bool, path: str = "") -> StateUpdate:
    metrics.observe_event(_known(event.name), "refused", 0)
    events: list[Event] = []
    registered = RegistrationContext.get().event_handlers.get(event.name)
    loads = event.name in INTERNAL or (registered is not None and loads_page(registered.handler))
    session = await root.get_state(Session)
    if visitor:
        events = Event.from_event_type(sign_in_first(path))
    elif isinstance(error, NotFound) or (loads and (event.name in _HYDRATING or not session._keeps_page(error, path))):
        session._fills_page(error)
    elif session.refusal != error.code:  # else the page says so already
        (await root.get_state(Notices))._add(Notice(error.message, "error"))
    delta = await root._get_resolved_delta()
    root._clean()
    return StateUpdate(delta=delta, events=events)
