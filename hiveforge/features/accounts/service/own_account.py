"""What people see and change about themselves: their name and picture, and the browsers they are signed in with."""

from collections.abc import AsyncIterator
from uuid import UUID

from sqlmodel import col, delete, update

from hiveforge.core.actor import Actor
from hiveforge.core.audit import describe, record
from hiveforge.core.clock import now
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import NotFound
from hiveforge.core.live import announce
from hiveforge.core.paging import DEFAULT_LIMIT
from hiveforge.core.permissions import Access
from hiveforge.core.service import converses, requires
from hiveforge.features import files
from hiveforge.features.accounts import queries
from hiveforge.features.accounts.models import Challenge, Session, User
from hiveforge.features.accounts.schemas import Profile, ProfileForm, SessionPage

from .challenges import RENEWABLE_FOR


@requires(Access.SIGNED_IN)
async def get_profile(actor: Actor, db: Db) -> Profile:
    """Who I am. For oneself."""
    return await queries.profile(db, actor)


@requires(Access.SIGNED_IN)
async def change_profile(actor: Actor, db: Db, form: ProfileForm) -> Profile:
    """Change one's name. For oneself. Twice: nothing more happens."""
    before = await queries.profile(db, actor)
    if before.name != form.name:
        await db.exec(update(User).where(col(User.id) == actor.user_id).values(name=form.name))
        describe(
            db,
            target_type="user",
            target_id=actor.user_id,
            target_name=form.name,
            before={"name": before.name},
            after={"name": form.name},
        )
        await _tell(db, actor)
    return before.model_copy(update={"name": form.name})


@converses(Access.SIGNED_IN)
async def change_avatar(actor: Actor, size: int, content: AsyncIterator[bytes]) -> Profile:
    """Show another picture of oneself. For oneself. Twice: the second one stays.

    Raises BadPicture, PictureTooLarge, TooMany, and what else `files.keep_picture` raises.
    """
    picture = await files.keep_picture(actor, size, content)
    async with unit_of_work(actor) as db:
        profile = await _set_avatar(actor, db, picture)
        await record(db, "accounts.change_avatar")
    return profile


@requires(Access.SIGNED_IN)
async def remove_avatar(actor: Actor, db: Db) -> Profile:
    """Show no picture of oneself. For oneself. Twice: nothing more happens."""
    return await _set_avatar(actor, db, None)


async def _set_avatar(actor: Actor, db: Db, picture: UUID | None) -> Profile:
    before = await queries.profile(db, actor, to_change=True)
    if before.avatar_id == picture:
        return before
    await db.exec(update(User).where(col(User.id) == actor.user_id).values(avatar_id=picture))
    if before.avatar_id is not None:
        await files.drop_picture(db, before.avatar_id)
    describe(
        db,
        target_type="user",
        target_id=actor.user_id,
        target_name=before.name,
        after={"picture": "set" if picture else "removed"},
    )
    await _tell(db, actor)
    return before.model_copy(update={"avatar_id": picture})


async def _tell(db: Db, actor: Actor) -> None:
    """Tell the person's own tabs, and those of everybody they work with."""
    await announce(db, "profile", user=actor.user_id)
    for organization in await queries.organizations(db, actor):
        await announce(db, "members", organization=organization)


@requires(Access.SIGNED_IN)
async def list_sessions(actor: Actor, db: Db, *, limit: int = DEFAULT_LIMIT, cursor: str = "") -> SessionPage:
    """The browsers one is signed in with, the newest first. For oneself. Raises BadCursor."""
    return await queries.sessions(db, actor, limit=limit, cursor=cursor)


@requires(Access.SIGNED_IN)
async def revoke_session(actor: Actor, db: Db, session: UUID) -> None:
    """Sign one of one's browsers out; its next event or request is a stranger's. Twice, or not one's own: NotFound."""
    revoked = await db.exec(delete(Session).where(col(Session.id) == session).returning(col(Session.id)))
    if revoked.scalar_one_or_none() is None:
        raise NotFound
    describe(db, target_type="session", target_id=session)
    await announce(db, "sessions", user=actor.user_id)


@requires(Access.SIGNED_IN)
async def revoke_other_sessions(actor: Actor, db: Db) -> int:
    """Sign all of one's browsers out but this one; returns how many. For oneself. Twice: nothing is left to end."""
    others = (col(Session.user_id) == actor.user_id, col(Session.id) != actor.session)
    revoked = (await db.exec(delete(Session).where(*others).returning(col(Session.id)))).all()
    describe(db, target_type="user", target_id=actor.user_id, target_name=actor.name, after={"sessions": len(revoked)})
    await announce(db, "sessions", user=actor.user_id)
    return len(revoked)


async def forget_expired(actor: Actor) -> None:
    """Delete sessions that have ended and codes that are too old to be renewed. For the system's actor."""
    async with unit_of_work(actor) as db:
        ended = (col(Session.expires_at) < now()) | ~queries.is_used_lately()
        await db.exec(delete(Session).where(ended))
        await db.exec(delete(Challenge).where(col(Challenge.created_at) < now() - RENEWABLE_FOR))
