"""People and their sessions, for other slices and for our own acts: these work inside the transaction they are given."""

import secrets
from datetime import timedelta
from uuid import UUID

from hiveforge.core.clock import new_id, now
from hiveforge.core.db import Db
from hiveforge.core.identity import secret_hash
from hiveforge.core.live import announce
from hiveforge.core.settings import settings
from hiveforge.features.accounts.models import Credential, Session, User
from hiveforge.features.accounts.schemas import Person
from hiveforge.gateways.identity import hash_password, identity_provider

_LONGEST_USER_AGENT, _LONGEST_ADDRESS = 400, 64


async def create_verified(
    db: Db, *, email: str, name: str, password: str, user_agent: str, address: str
) -> tuple[UUID, str]:
    """Somebody new whose address is proved another way, by an invitation; returns their id and their session's secret.

    `email`, `name` and `password` come from `EmailAddress`, `PersonName` and `NewPassword`. Hashing takes a while: call
    it before anything is locked. For the system's transactions. Raises EmailTaken.
    """
    person = Person(new_id(), email, name)
    proof = await identity_provider().enrol(email, await hash_password(password))
    await create_person(db, person, proof)
    return person.id, await open_session(db, person.id, user_agent=user_agent, address=address)


async def create_person(db: Db, person: Person, proof: str) -> None:
    """Write down somebody new. Raises EmailTaken, by the database, when there is somebody with this address already."""
    db.add(User(id=person.id, email=person.email, name=person.name))
    await db.flush()
    db.add(Credential(user_id=person.id, password_hash=proof, changed_at=now()))
    await db.flush()


async def open_session(db: Db, user_id: UUID, *, user_agent: str, address: str) -> str:
    """Sign a browser in and return the secret for its cookie; only its hash is kept. For the system's transactions."""
    secret = secrets.token_urlsafe(32)
    opened = now()
    db.add(
        Session(
            user_id=user_id,
            token_hash=secret_hash(secret),
            expires_at=opened + timedelta(hours=settings().session_hours),
            last_seen_at=opened,
            idle_seconds=settings().session_idle_hours * 3600,
            user_agent=user_agent[:_LONGEST_USER_AGENT],
            address=address[:_LONGEST_ADDRESS],
        )
    )
    await db.flush()
    await announce(db, "sessions", user=user_id)
    return secret
