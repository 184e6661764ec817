"""A session cookie or an API key in, an actor out: one round trip, asked again on every event and request, never cached."""

import hashlib

from . import actor as actors
from .actor import Actor
from .errors import BadApiKey
from .permissions import Role
from .pool import call
from .settings import settings

# The wall around the page's socket sets it and drops what a client sends under this name. Reflex shows browsers the
# headers of their connection, but not this one.
SESSION_HASH_HEADER = "authorization"


def secret_hash(secret: str) -> str:
    """What is stored instead of a secret that is random and long; passwords need more, see accounts."""
    return hashlib.sha256(secret.encode()).hexdigest()


async def actor_for_session(cookie: str | None, *, place: str = "", address: str = "") -> Actor:
    """The person behind a session cookie, in the organization that `place` names by slug or id; else a visitor.

    A session that is revoked, idle for too long or expired is a visitor at its very next event. A person who names an
    organization that they do not belong to acts in none. Raises Unavailable while Postgres does not answer.
    """
    return await actor_for_session_hash(secret_hash(cookie) if cookie else "", place=place, address=address)


async def actor_for_session_hash(session_hash: str, *, place: str = "", address: str = "") -> Actor:
    """`actor_for_session` for the page's socket, which is not given the cookie but `secret_hash` of it."""
    if not session_hash:
        return actors.visitor(address)
    row = await call("select * from private.session_actor(%s, %s)", [session_hash, _known(place)])
    if row is None:
        return actors.visitor(address)
    session, user, name, email, organization, slug, role = row
    return actors.user(
        user,
        name=name,
        email=email,
        session=session,
        organization=organization,
        slug=slug,
        role=Role(role) if role else None,
        address=address,
        platform_admin=email in settings().admin_emails,
    )


async def actor_for_api_key(secret: str, *, place: str = "", address: str = "") -> Actor:
    """The program behind an API key, in the key's organization; in none where `place` names another one.

    Raises BadApiKey from the moment on at which the key is revoked, expires, or its maker is no member any more, and
    Unavailable while Postgres does not answer.
    """
    row = await call("select * from private.api_key_actor(%s, %s)", [secret_hash(secret), _known(place)])
    if row is None:
        raise BadApiKey
    key, key_name, maker, name, email, organization, slug, role, scopes = row
    return actors.api_key(
        key,
        maker=maker,
        scopes=scopes,
        name=f"{name} (API key “{key_name}”)",
        email=email,
        organization=organization,
        slug=slug,
        role=Role(role) if organization else None,
        address=address,
    )


def _known(place: str) -> str:
    """Postgres has no text with a zero byte, so no organization is called that."""
    return "" if "\x00" in place else place
