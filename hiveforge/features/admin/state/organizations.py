"""All organizations. Search, plan and page live in the query string."""

from dataclasses import dataclass

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.features import billing, plans
from hiveforge.ui.event import load
from hiveforge.ui.query import TableQuery


@dataclass(frozen=True, slots=True)
class OrganizationRow:
    """`seats` is "12 of 40", or the number alone where there is no limit."""

    id: str
    name: str
    slug: str
    owner: str
    plan: str
    status: str
    seats: str


class OrganizationsState(rx.State):
    organizations: list[OrganizationRow] = []
    total: int = 0
    page: int = 1
    narrowed: bool = False
    loading: bool = True

    @load(billing.list_organizations)
    async def load(self, actor: Actor) -> None:
        keys = [plan.key for plan in plans.PLANS]
        table = TableQuery.parse(self.router.url.query_parameters, sorts=["name"], filters={"plan": keys})
        wanted = billing.OrganizationFilter(search=table.search, plan=table.filters.get("plan", ""))
        found = await billing.list_organizations(actor, wanted, offset=table.offset, limit=table.page_size)
        self.organizations = [_row(line) for line in found.rows]
        self.total, self.page, self.narrowed, self.loading = found.total, table.page, table.narrowed, False


def _row(line: billing.OrganizationLine) -> OrganizationRow:
    limit = "" if line.seats is None else f" of {line.seats:,}"
    return OrganizationRow(
        id=str(line.id),
        name=line.name,
        slug=line.slug,
        owner=line.owner,
        plan=line.plan_name,
        status=line.status.value,
        seats=f"{line.members:,}{limit}",
    )
