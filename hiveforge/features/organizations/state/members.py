"""The members page: its list lives in the query string, its acts are one service call each."""

from dataclasses import dataclass, replace
from uuid import UUID

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.core.permissions import Permission, Role
from hiveforge.features import files
from hiveforge.features.organizations import service
from hiveforge.features.organizations.errors import OutOfSeats
from hiveforge.features.organizations.schemas import MemberRow, MembersQuery, Seats
from hiveforge.ui.event import event, load
from hiveforge.ui.notices import notify
from hiveforge.ui.query import TableQuery
from hiveforge.ui.session import initials

from .inviting import InvitingState
from .seats import seats_in_words

_SORTS = ("name", "email", "role", "joined")


@dataclass(frozen=True, slots=True)
class MemberLine:
    id: str
    name: str
    initials: str
    email: str
    role: str
    joined: str
    online: bool
    picture: str


class MembersState(rx.State):
    """`seats` says in words how many are taken.

    `full`: whoever is invited now needs a seat more. `crowded`: also those who were invited wait. `sold`: the plan sells
    seats. `more_seats` leads to where one more is bought, for those who may.
    """

    members: list[MemberLine] = []
    total: int = 0
    page: int = 1
    narrowed: bool = False
    query: str = ""
    loading: bool = True
    seats: str = ""
    full: bool = False
    crowded: bool = False
    sold: bool = False
    more_seats: str = ""

    @load(service.list_members)
    async def load(self, actor: Actor) -> None:
        asked = self.router.url.query_parameters
        table = TableQuery.parse(asked, sorts=_SORTS, filters={"role": [role.value for role in Role]})
        found = MembersQuery.lenient(
            search=table.search,
            role=table.filters.get("role", ""),
            sort=f"-{table.sort}" if table.descending else table.sort,
        )
        page = await service.list_members(actor, found, offset=table.offset, limit=table.page_size)
        online = await service.list_online(actor)
        self.members = [_member(row, online) for row in page.rows]
        self.total, self.page, self.narrowed = page.total, table.page, table.narrowed
        self.query, self.loading = self.router.url.query, False
        self._count(actor, await service.seats(actor))
        inviting = await self.get_state(InvitingState)
        await inviting._show(actor)

    @event(service.list_online)
    async def see(self, actor: Actor) -> None:
        """Somebody came or went: nothing else on the page has changed."""
        online = await service.list_online(actor)
        seen = [replace(line, online=UUID(line.id) in online) for line in self.members]
        if seen != self.members:
            self.members = seen

    @event(service.change_role)
    async def change_role(self, actor: Actor, member: UUID, role: Role) -> None:
        changed = await service.change_role(actor, member, role)
        await notify(self, f"{changed.name} is {'an' if role.value[0] in 'ao' else 'a'} {role.value} now.")

    @event(service.remove_member)
    async def remove(self, actor: Actor, member: UUID) -> None:
        await service.remove_member(actor, member)

    @event(service.transfer)
    async def transfer(self, actor: Actor, member: UUID) -> None:
        await service.transfer(actor, member)

    def _count(self, actor: Actor, seats: Seats) -> None:
        self.seats, self.full, self.crowded, self.sold = seats_in_words(seats), seats.full, seats.crowded, seats.sold
        buys = seats.full and actor.may(Permission.BILLING_MANAGE)
        self.more_seats = OutOfSeats.offer(actor.slug, seats.taken + 1) if buys else ""


def _member(row: MemberRow, online: set[UUID]) -> MemberLine:
    return MemberLine(
        str(row.id),
        row.name,
        initials(row.name),
        row.email,
        row.role,
        row.joined_at.isoformat(),
        row.id in online,
        files.picture_url(row.avatar_id),
    )
