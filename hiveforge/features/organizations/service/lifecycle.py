"""Leaving and handing over, deleting and bringing back."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hiveforge.core.actor import Actor
from hiveforge.core.audit import describe, record
from hiveforge.core.clock import now
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import NotFound
from hiveforge.core.live import announce
from hiveforge.core.permissions import Access, Permission, Role
from hiveforge.core.service import requires
from hiveforge.features import mailing
from hiveforge.features.organizations import emails, rules
from hiveforge.features.organizations.errors import CannotRestore
from hiveforge.features.organizations.models import Membership, Organization
from hiveforge.features.organizations.queries import members as member_queries
from hiveforge.features.organizations.queries import organizations as queries
from hiveforge.features.organizations.schemas import DeletedOrganization


@requires(
    Permission.ORGANIZATION_READ,
    system="people may end their own membership and no other; row policies know only permissions",
)
async def leave(actor: Actor, db: Db) -> None:
    """End the actor's own membership. Raises LastOwner."""
    gone = sa.delete(Membership).where(_place(actor.organization_id, actor.user_id)).returning(col(Membership.role))
    role = (await db.exec(gone)).scalar_one_or_none()
    if role is None:
        raise NotFound
    describe(
        db, target_type="member", target_id=actor.user_id, target_name=actor.name, before={"role": role}, after=None
    )
    await _tell(db, actor.organization_id, "members", actor.user_id)


@requires(Permission.ORGANIZATION_TRANSFER)
async def transfer(actor: Actor, db: Db, member: UUID) -> None:
    """Make `member` an owner in the actor's place; the actor stays as an admin. Raises NotFound for non-members.

    To oneself it changes nothing.
    """
    if member == actor.user_id:
        return
    heir = await member_queries.person(db, actor.organization_id, member)
    organization = await queries.details(db, actor.organization_id, actor.role)
    if heir is None or organization is None:
        raise NotFound
    for user, role in ((member, Role.OWNER), (actor.user_id, Role.ADMIN)):
        await db.exec(sa.update(Membership).where(_place(actor.organization_id, user)).values(role=role))
    describe(
        db,
        target_type="organization",
        target_id=organization.id,
        target_name=organization.name,
        before={"owner": actor.name, "role of new owner": heir.role},
        after={"owner": heir.name, "role of former owner": Role.ADMIN},
    )
    await mailing.queue(
        db,
        to=heir.email,
        email=emails.ownership_transferred(organization.name, organization.slug, actor.name),
        kind="organizations.ownership_transferred",
        organization_id=organization.id,
    )
    await _tell(db, organization.id, "members", member, actor.user_id)


@requires(
    Permission.ORGANIZATION_DELETE, system="a deleted organization is out of everybody's sight, its owners' included"
)
async def delete(actor: Actor, db: Db, typed_name: str) -> None:
    """Hide the organization from everybody at once. Its owners can restore it for 30 days; then it is gone.

    Twice is NotFound. Raises NameDoesNotMatch unless `typed_name` is the organization's name.
    """
    organization = await _locked(db, actor.organization_id)
    if organization is None or organization.deleted_at is not None:
        raise NotFound
    rules.check_typed_name(typed_name, organization.name)
    organization.deleted_at, organization.deleted_by = now(), actor.user_id
    db.add(organization)
    describe(
        db,
        target_type="organization",
        target_id=organization.id,
        target_name=organization.name,
        before={"members": len(await member_queries.user_ids(db, organization.id))},
        after={"restorable until": _until(organization.deleted_at)},
    )
    for owner in await member_queries.owners(db, organization.id):
        await mailing.queue(
            db,
            to=owner.email,
            email=emails.organization_deleted(organization.name, actor.name, _until(organization.deleted_at)),
            kind="organizations.deleted",
            organization_id=organization.id,
        )
    await announce(db, "organization", organization=organization.id)


@requires(Access.SIGNED_IN, system="row policies hide deleted organizations; only those this person owns are read")
async def list_deleted(actor: Actor, db: Db) -> list[DeletedOrganization]:
    """What the actor owned, deleted less than 30 days ago."""
    return [row for row in await queries.deleted_of(db, actor.user_id) if row.purged_at > now()]


@requires(Access.SIGNED_IN, system="row policies hide deleted organizations; the actor must be an owner of this one")
async def restore(actor: Actor, db: Db, organization: UUID) -> str:
    """Bring a deleted organization back with everybody in it, and return its address.

    Twice is harmless. Raises NotFound for everybody who is not its owner, CannotRestore after 30 days.
    """
    role = await member_queries.role_of(db, organization, actor.user_id)
    found = await _locked(db, organization)
    if found is None or role is not Role.OWNER:
        raise NotFound
    if found.deleted_at is None:
        return found.slug
    if found.deleted_at + rules.RESTORABLE_FOR <= now():
        raise CannotRestore
    deleted = found.deleted_at
    found.deleted_at, found.deleted_by = None, None
    db.add(found)
    describe(
        db,
        target_type="organization",
        target_id=found.id,
        target_name=found.name,
        before={"deleted": deleted.isoformat()},
        after={"deleted": None},
        organization=found.id,
    )
    for member in await member_queries.user_ids(db, found.id):
        await announce(db, "organizations", user=member)
    return found.slug


async def purge(actor: Actor, at: datetime | None = None) -> int:
    """Delete for good what was deleted 30 days ago, each in a transaction of its own. For the system's actor.

    The audit entries stay. Returns how many organizations went.
    """
    before, purged = (at or now()) - rules.RESTORABLE_FOR, 0
    while True:
        async with unit_of_work(actor) as db:
            organization = await queries.to_purge(db, before)
            if organization is None:
                return purged
            describe(
                db,
                target_type="organization",
                target_id=organization.id,
                target_name=organization.name,
                organization=organization.id,
            )
            await record(db, "organizations.purge")
            await db.delete(organization)
            purged += 1


def _place(organization: UUID, user: UUID) -> sa.ColumnElement[bool]:
    return sa.and_(col(Membership.organization_id) == organization, col(Membership.user_id) == user)


async def _locked(db: Db, organization: UUID) -> Organization | None:
    found = select(Organization).where(col(Organization.id) == organization).with_for_update()
    return (await db.exec(found)).first()


async def _tell(db: Db, organization: UUID, topic: str, *users: UUID) -> None:
    """Tell the organization's tabs, and those of the people whose rights have changed."""
    await announce(db, topic, organization=organization)
    for user in users:
        await announce(db, "session", user=user)


def _until(deleted_at: datetime) -> str:
    return f"{deleted_at + rules.RESTORABLE_FOR:%d %B %Y}"
