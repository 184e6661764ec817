"""Who belongs to an organization and as what."""

from uuid import UUID

from sqlalchemy import ColumnElement, and_
from sqlmodel import col, delete, update

from hiveforge.core import presence
from hiveforge.core.actor import Actor
from hiveforge.core.audit import describe
from hiveforge.core.db import Db
from hiveforge.core.errors import NotFound
from hiveforge.core.live import announce
from hiveforge.core.paging import CursorPage
from hiveforge.core.permissions import Permission, Role
from hiveforge.core.service import requires
from hiveforge.features import mailing
from hiveforge.features.organizations import emails, rules
from hiveforge.features.organizations.models import Membership
from hiveforge.features.organizations.queries import members as queries
from hiveforge.features.organizations.queries import organizations as organization_queries
from hiveforge.features.organizations.schemas import BillingContacts, MemberRow, MembersPage, MembersQuery


@requires(Permission.MEMBERS_READ)
async def list_members(
    actor: Actor, db: Db, query: MembersQuery | None = None, *, offset: int = 0, limit: int | None = None
) -> MembersPage:
    """The members that match `query`, and how many there are on all pages. Without a limit: all of them."""
    rows, total = await queries.find_members(
        db, actor.organization_id, query or MembersQuery(), offset=offset, limit=limit
    )
    return MembersPage(rows, total)


@requires(Permission.MEMBERS_READ)
async def list_online(actor: Actor, db: Db) -> set[UUID]:  # noqa: ARG001  the transaction is the actor's
    """Who has the organization open in a browser right now. News of it come under `presence`."""
    return await presence.online(db)


@requires(Permission.MEMBERS_READ)
async def browse_members(
    actor: Actor, db: Db, query: MembersQuery, *, cursor: str = "", limit: int = 25
) -> CursorPage[MemberRow]:
    """The same, piece by piece. Raises BadCursor."""
    items, following = await queries.members_after(db, actor.organization_id, query, cursor=cursor, limit=limit)
    return CursorPage(items=items, next_cursor=following)


@requires(Permission.MEMBERS_READ)
async def get_member(actor: Actor, db: Db, member: UUID) -> MemberRow:
    """One member. Raises NotFound."""
    return await _member(actor, db, member)


async def billing_contacts(db: Db, organization: UUID) -> BillingContacts:
    """Who is written to about an organization's money, for mail that is queued in the transaction of `db`.

    The system's transaction sees all of them. Raises NotFound.
    """
    found = await organization_queries.name_and_slug(db, organization)
    if found is None:
        raise NotFound
    owners, admins = await queries.owners(db, organization), await queries.admins(db, organization)
    return BillingContacts(organization=found[0], slug=found[1], people=[*owners, *admins])


@requires(Permission.MEMBERS_MANAGE)
async def change_role(actor: Actor, db: Db, member: UUID, role: Role) -> MemberRow:
    """Give a member another role, which counts from their very next click.

    The same role again changes nothing. Raises NotFound, LastOwner, OnlyOwnersMakeOwners.
    """
    before = await _member(actor, db, member)
    if before.role is role:
        return before
    rules.check_change(actor.role, before.role, role)
    await db.exec(update(Membership).where(_place(actor, member)).values(role=role))
    _describe(db, before, after={"role": role})
    if member != actor.user_id:
        organization = await organization_queries.details(db, actor.organization_id, actor.role)
        if organization is None:
            raise NotFound
        await mailing.queue(
            db,
            to=before.email,
            email=emails.role_changed(organization.name, organization.slug, actor.name, role),
            kind="organizations.role_changed",
            organization_id=actor.organization_id,
        )
    await _tell(db, member)
    return await _member(actor, db, member)


@requires(Permission.MEMBERS_MANAGE)
async def remove_member(actor: Actor, db: Db, member: UUID) -> None:
    """End a membership; that person's open pages close. Raises NotFound, LastOwner, OnlyOwnersMakeOwners."""
    before = await _member(actor, db, member)
    rules.check_change(actor.role, before.role, None)
    organization = await organization_queries.details(db, actor.organization_id, actor.role)
    if organization is None:
        raise NotFound
    await db.exec(delete(Membership).where(_place(actor, member)))
    _describe(db, before, after=None)
    if member != actor.user_id:
        await mailing.queue(
            db,
            to=before.email,
            email=emails.removed(organization.name, actor.name),
            kind="organizations.removed",
            organization_id=actor.organization_id,
        )
    await _tell(db, member)


async def _member(actor: Actor, db: Db, member: UUID) -> MemberRow:
    found = await queries.person(db, actor.organization_id, member)
    if found is None:
        raise NotFound
    return found


def _place(actor: Actor, member: UUID) -> ColumnElement[bool]:
    return and_(col(Membership.organization_id) == actor.organization_id, col(Membership.user_id) == member)


def _describe(db: Db, member: MemberRow, after: dict[str, str] | None) -> None:
    describe(
        db,
        target_type="member",
        target_id=member.id,
        target_name=member.name,
        before={"role": member.role},
        after=after,
    )


async def _tell(db: Db, member: UUID) -> None:
    await announce(db, "members")
    await announce(db, "session", user=member)
