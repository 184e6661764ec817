"""Who makes this request: the API key or the session cookie, as an actor in the organization that the address names."""

from typing import Annotated

from fastapi import Depends, Path, Request, Response
from fastapi.security import HTTPBearer

from hiveforge.core import api_limits
from hiveforge.core.actor import Actor, ActorKind
from hiveforge.core.errors import NotSignedIn
from hiveforge.core.identity import actor_for_api_key, actor_for_session
from hiveforge.core.settings import settings

from .proxies import client_address


async def _current_actor(request: Request) -> Actor:
    place, address = request.path_params.get("organization", ""), client_address(request.scope)
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":  # other schemes are a proxy's
        return await actor_for_api_key(secret.strip(), place=place, address=address)
    return await actor_for_session(request.cookies.get(settings().session_cookie), place=place, address=address)


_KEY = HTTPBearer(auto_error=False, description="An API key. In the browser the session's cookie takes its place.")


async def _signed_in(actor: Annotated[Actor, Depends(_current_actor)], _: Annotated[object, Depends(_KEY)]) -> Actor:
    if actor.kind is ActorKind.VISITOR:
        raise NotSignedIn
    return actor


CurrentActor = Annotated[Actor, Depends(_current_actor)]
"""Whoever it is, visitors included. For routes of an organization, `{organization}` in the path is its slug or id."""

SignedInActor = Annotated[Actor, Depends(_signed_in)]
"""The same, but a visitor is answered 401 before anything about the path is looked at."""


async def _names_organization(
    organization: Annotated[str, Path(description="The slug or the id of the organization.")],  # noqa: ARG001
    actor: CurrentActor,
    response: Response,
) -> None:
    """Describes the path, and counts the request for an organization that the actor belongs to."""
    if actor.kind is ActorKind.VISITOR or actor.organization is None:
        return
    if limit := await api_limits.take(actor):
        response.headers["RateLimit-Policy"] = f'"plan";q={limit};w={api_limits.SECONDS}'


InOrganization = Depends(_names_organization)
"""For `dependencies=` of a router below `/{organization}`: the API description knows the parameter, the plan's limit holds."""
