"""Reading people, passwords and sessions."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy import ColumnElement, func
from sqlmodel import col, select

from hiveforge.core import paging
from hiveforge.core.actor import Actor
from hiveforge.core.clock import now
from hiveforge.core.db import Db
from hiveforge.core.errors import NotFound

from .models import Credential, Session, User
from .rules import browser_name
from .schemas import Account, Person, Profile, SessionPage, SessionRow

_SESSIONS = "sessions"
_memberships = sa.table("memberships", sa.column("organization_id", sa.Uuid), sa.column("user_id", sa.Uuid))


async def user_by_email(db: Db, email: str) -> Person | None:
    """The person with this address, in the form that `EmailAddress` gives it. Under row security: if they may be seen."""
    found = (await db.exec(select(User).where(User.email == email))).first()
    return Person(found.id, found.email, found.name) if found else None


async def account_by_email(db: Db, email: str) -> Account | None:
    """A person and their proof. For the system's transactions."""
    query = select(User, Credential.password_hash).outerjoin(Credential, col(Credential.user_id) == col(User.id))
    found = (await db.exec(query.where(User.email == email))).first()
    if found is None:
        return None
    user, proof = found
    return Account(Person(user.id, user.email, user.name), proof)


async def profile(db: Db, actor: Actor, *, to_change: bool = False) -> Profile:
    """Oneself; `to_change` makes others who would change it wait until this act is done."""
    found = await db.get(User, actor.user_id, with_for_update=to_change or None)
    if found is None:
        raise NotFound
    return Profile.model_validate(found)


async def organizations(db: Db, actor: Actor) -> list[UUID]:
    """The organizations that a person works in, as far as they act in them."""
    mine = sa.select(_memberships.c.organization_id).where(_memberships.c.user_id == actor.user_id)
    return list((await (await db.connection()).execute(mine)).scalars().all())


async def sessions(db: Db, actor: Actor, *, limit: int, cursor: str) -> SessionPage:
    """The living sessions of one person, the newest first."""
    living = (col(Session.expires_at) > now(), is_used_lately())
    query = select(Session).where(Session.user_id == actor.user_id, *living)
    if cursor:
        query = query.where(paging.beyond([col(Session.id)], paging.decode(_SESSIONS, cursor), descending=True))
    rows = (await db.exec(query.order_by(col(Session.id).desc()).limit(limit + 1))).all()
    shown, following = paging.cut(rows, limit, lambda row: paging.encode(_SESSIONS, [str(row.id)]))
    return SessionPage(items=[_session_row(row, actor) for row in shown], next_cursor=following)


def is_used_lately() -> ColumnElement[bool]:
    """Whether a session is used often enough to go on."""
    return col(Session.last_seen_at) + func.make_interval(0, 0, 0, 0, 0, 0, Session.idle_seconds) > now()


def _session_row(row: Session, actor: Actor) -> SessionRow:
    return SessionRow(
        id=row.id,
        browser=browser_name(row.user_agent),
        address=row.address,
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        current=row.id == actor.session,
    )
