"""All organizations and their plans, for those who run the installation."""

from hiveforge.core.actor import Actor
from hiveforge.core.clock import now
from hiveforge.core.db import Db
from hiveforge.core.errors import NotFound
from hiveforge.core.permissions import Access
from hiveforge.core.service import requires
from hiveforge.features.billing import queries, rules
from hiveforge.features.billing.schemas import OrganizationDesk, OrganizationFilter, OrganizationLine, OrganizationsPage

_ADMINS = "organizations of all tenants are listed; only those who run this installation see that"


@requires(Access.PLATFORM_ADMIN, system=_ADMINS)
async def list_organizations(
    actor: Actor,  # noqa: ARG001
    db: Db,
    wanted: OrganizationFilter | None = None,
    *,
    offset: int = 0,
    limit: int = 25,
) -> OrganizationsPage:
    """Every organization that was not deleted and matches, by name, with its plan."""
    rows, total = await queries.organizations(db, wanted or OrganizationFilter(), offset=offset, limit=limit)
    standings = await queries.standings(db, [row["id"] for row in rows])
    at = now()
    lines = [
        OrganizationLine(
            id=row["id"],
            name=row["name"],
            slug=row["slug"],
            owner=row["owner"],
            plan_name=rules.plan_now(standings.get(row["id"]), at).name,
            status=rules.status_now(standings.get(row["id"]), at),
            members=row["members"],
            seats=row["seat_limit"],
        )
        for row in rows
    ]
    return OrganizationsPage(lines, total)


@requires(Access.PLATFORM_ADMIN, system=_ADMINS)
async def get_organization(actor: Actor, db: Db, slug: str) -> OrganizationDesk:  # noqa: ARG001
    """One organization with its plan, and the terms when that is arranged. Raises NotFound, also for a deleted one."""
    found = await queries.organization(db, slug)
    if found is None:
        raise NotFound
    organization, at = found["id"], now()
    standing, people = await queries.standing(db, organization), await queries.seats(db, organization)
    plan = rules.plan_now(standing, at)
    return OrganizationDesk(
        id=organization,
        name=found["name"],
        slug=found["slug"],
        created_at=found["created_at"],
        owners=await queries.owners(db, organization),
        members=people.used,
        held=people.held,
        seats=found["seat_limit"],
        plan=plan.key,
        plan_name=plan.name,
        status=rules.status_now(standing, at),
        terms=rules.terms(await queries.arrangement(db, organization)),
        paid=rules.paid_plan(await queries.subscription(db, organization)),
    )
