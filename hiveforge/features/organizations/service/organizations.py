"""Organizations themselves: list, create, look at, change."""

from dataclasses import replace

import sqlalchemy as sa
from sqlmodel import col

from hiveforge.core import ratelimit
from hiveforge.core.actor import Actor
from hiveforge.core.audit import describe
from hiveforge.core.clock import now
from hiveforge.core.db import Db
from hiveforge.core.errors import NotFound
from hiveforge.core.live import announce
from hiveforge.core.paging import CursorPage
from hiveforge.core.permissions import Access, Permission, Role
from hiveforge.core.service import requires
from hiveforge.features import plans
from hiveforge.features.organizations import rules
from hiveforge.features.organizations.errors import OrganizationChanged, SlugTaken
from hiveforge.features.organizations.models import Membership, Organization
from hiveforge.features.organizations.queries import invitations as invitation_queries
from hiveforge.features.organizations.queries import organizations as queries
from hiveforge.features.organizations.schemas import (
    CreateForm,
    LatestChange,
    OrganizationDetails,
    OrganizationRow,
    Surroundings,
    UpdateForm,
)
from hiveforge.gateways.stand_ins import stand_ins

_OWN = "a person's organizations are more than the one acted in; only their own memberships are read"


@requires(Access.SIGNED_IN, system=_OWN)
async def list_mine(actor: Actor, db: Db) -> list[OrganizationRow]:
    """All organizations the actor belongs to, by name."""
    return await queries.organizations_of(db, actor.user_id)


@requires(Access.SIGNED_IN, system=_OWN)
async def surroundings(actor: Actor, db: Db) -> Surroundings:
    """What stands around every page: the actor's organizations and picture, how many invitations wait, and what is only a test."""
    return Surroundings(
        organizations=await queries.organizations_of(db, actor.user_id),
        waiting=len(await invitation_queries.waiting_for(db, actor.user_id, actor.email, now())),
        test_mode=stand_ins(),
        avatar_id=await queries.avatar_of(db, actor.user_id),
    )


@requires(Access.SIGNED_IN, system=_OWN)
async def browse_mine(actor: Actor, db: Db, *, cursor: str = "", limit: int = 25) -> CursorPage[OrganizationRow]:
    """The same, piece by piece. Raises BadCursor."""
    items, following = await queries.organizations_after(db, actor.user_id, cursor=cursor, limit=limit)
    return CursorPage(items=items, next_cursor=following)


@requires(Access.SIGNED_IN, system=_OWN)
async def way_in(actor: Actor, db: Db, last: str) -> str:
    """The page to begin on: the organization with the slug `last`, else the only one, else a choice of them.

    Whoever belongs to none founds one, unless an invitation waits for them or they run this installation.
    """
    slugs = [row.slug for row in await queries.organizations_of(db, actor.user_id)]
    if last in slugs:
        return f"/o/{last}"
    if len(slugs) == 1:
        return f"/o/{slugs[0]}"
    waiting = await invitation_queries.waiting_for(db, actor.user_id, actor.email, now())
    if actor.platform_admin and not slugs and not waiting:
        return "/admin"
    return "/organizations" if slugs or waiting else "/organizations/new"


@requires(Access.SIGNED_IN, system="whoever founds an organization does not belong to it yet")
async def create(actor: Actor, db: Db, form: CreateForm) -> OrganizationRow:
    """Found an organization and become its owner.

    Without a `slug` a free one is made from the name. Twice makes two. Raises SlugTaken, SlugReserved, TooMany.
    """
    await ratelimit.take(f"create organization {actor.user_id}", limit=rules.MOST_PER_DAY, per=rules.DAY)
    if form.slug:
        rules.check_slug(form.slug)
        if await queries.taken(db, [form.slug]):
            raise SlugTaken
    organization = Organization(
        name=form.name,
        slug=form.slug or await _free_slug(db, form.name),
        seat_limit=plans.FREE.limit(plans.Quantity.SEATS),
    )
    db.add(organization)
    await db.flush()
    membership = Membership(organization_id=organization.id, user_id=actor.user_id, role=Role.OWNER)
    db.add(membership)
    await db.flush()
    describe(
        db,
        target_type="organization",
        target_id=organization.id,
        target_name=organization.name,
        after={"name": organization.name, "slug": organization.slug},
        organization=organization.id,
    )
    await announce(db, "organizations", user=actor.user_id)
    return OrganizationRow(
        id=organization.id,
        name=organization.name,
        slug=organization.slug,
        role=Role.OWNER,
        created_at=organization.created_at,
    )


@requires(Permission.ORGANIZATION_READ)
async def get(actor: Actor, db: Db) -> OrganizationDetails:
    """The organization acted in. How many belong to it is told to those who may see who."""
    found = await queries.details(db, actor.organization_id, actor.role)
    if found is None:
        raise NotFound
    return found if actor.may(Permission.MEMBERS_READ) else replace(found, members=None)


@requires(Permission.ORGANIZATION_UPDATE)
async def update(actor: Actor, db: Db, form: UpdateForm) -> OrganizationDetails:
    """Change name and address. Pages at the old address are gone; open tabs follow to the new one.

    Saving what is there already changes nothing. Raises OrganizationChanged when somebody else saved since
    `form.version`, SlugTaken, SlugReserved.
    """
    before = await queries.details(db, actor.organization_id, actor.role)
    if before is None:
        raise NotFound
    if (form.name, form.slug) == (before.name, before.slug):
        return before
    if form.slug != before.slug:
        rules.check_slug(form.slug)
    seen = (col(Organization.id) == before.id, col(Organization.version) == form.version)
    changes = {"name": form.name, "slug": form.slug, "version": form.version + 1}
    if not (await db.exec(sa.update(Organization).where(*seen).values(changes))).rowcount:
        raise await _changed(db, before)
    describe(
        db,
        target_type="organization",
        target_id=before.id,
        target_name=form.name,
        before={"name": before.name, "slug": before.slug},
        after={"name": form.name, "slug": form.slug},
    )
    await announce(db, "organization")
    return await queries.details(db, before.id, actor.role) or before


@requires(Permission.ORGANIZATION_UPDATE)
async def latest_change(actor: Actor, db: Db) -> LatestChange:
    """What stands there now and who saved it, for somebody who edits at the same time."""
    found = await queries.latest_change(db, actor.organization_id)
    if found is None:
        raise NotFound
    return found


async def _changed(db: Db, organization: OrganizationDetails) -> OrganizationChanged:
    theirs = await queries.latest_change(db, organization.id)
    if theirs is None:
        return OrganizationChanged()
    return OrganizationChanged(
        f"{theirs.by or 'Somebody else'} changed this organization while you were editing: it is “{theirs.name}” at "
        f"/o/{theirs.slug} now. Nothing you typed is lost. Save again to replace their version with yours."
    )


async def _free_slug(db: Db, name: str) -> str:
    tries = rules.candidates(name)
    used = await queries.taken(db, tries)
    return next(slug for slug in tries if slug not in used)
