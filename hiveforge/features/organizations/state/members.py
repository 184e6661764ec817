"""The members page: its list lives in the query string, its acts are one service call each."""

from dataclasses import dataclass, replace
from uuid import UUID

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.core.permissions import Role
from hiveforge.features import files
from hiveforge.features.organizations import service
from hiveforge.features.organizations.schemas import (
    InvitationLink,
    InvitationRow,
    InvitationsPage,
    Invited,
    InviteForm,
    LinkForm,
    MemberRow,
    MembersQuery,
    Seats,
)
from hiveforge.ui.event import FormState, event, form, load
from hiveforge.ui.notices import notify
from hiveforge.ui.query import TableQuery
from hiveforge.ui.session import initials

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


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """`name` is the address, or says that it is a link."""

    id: str
    kind: str
    name: str
    role: str
    invited_by: str
    expires: str
    uses: int


class MembersState(rx.State):
    """`seats` says in words how many are taken; `more_seats` leads to where one more is bought, and is empty while there is room."""

    members: list[MemberLine] = []
    total: int = 0
    page: int = 1
    narrowed: bool = False
    query: str = ""
    loading: bool = True
    seats: str = ""
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
        seats = await service.seats(actor)
        self.seats = _seats_in_words(seats)
        self.more_seats = f"/o/{actor.slug}/billing?seats={seats.taken + 1}#choose-plan" if seats.full else ""
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


class InvitingState(FormState, rx.State):
    """`sent` and `made` count what succeeded, so that dialogs close. `link` is shown once."""

    invitations: list[InvitationLine] = []
    waiting: int = 0
    sent: int = 0
    made: int = 0
    link: str = ""
    link_for: str = ""

    @form(service.invite)
    async def invite(self, actor: Actor, form: InviteForm) -> None:
        done = await service.invite(actor, form)
        self.sent += 1
        await notify(self, _outcome(done))

    @form(service.create_link)
    async def create_link(self, actor: Actor, form: LinkForm) -> None:
        self._reveal(await service.create_link(actor, form), "everybody who has it")

    @event(service.renew_link)
    async def renew_link(self, actor: Actor, invitation_id: UUID) -> None:
        link = await service.renew_link(actor, invitation_id)
        self._reveal(link, next((line.name for line in self.invitations if line.id == str(link.id)), ""))

    @event(service.resend_invitation)
    async def resend(self, actor: Actor, invitation_id: UUID) -> None:
        sent = await service.resend_invitation(actor, invitation_id)
        await notify(self, f"Sent again to {sent.email}. The earlier link no longer works.")

    @event(service.revoke_invitation)
    async def revoke(self, actor: Actor, invitation_id: UUID) -> None:
        await service.revoke_invitation(actor, invitation_id)

    @event(service.list_invitations)
    async def put_link_away(self, actor: Actor) -> None:
        """The link was copied; it cannot be shown again."""
        self.link = self.link_for = ""
        self._list(await service.list_invitations(actor))

    async def _show(self, actor: Actor) -> None:
        if actor.may(service.list_invitations.access):
            self._list(await service.list_invitations(actor))

    def _list(self, page: InvitationsPage) -> None:
        self.invitations, self.waiting = [_invitation(row) for row in page.rows], page.total

    def _reveal(self, link: InvitationLink, whom: str) -> None:
        self.link, self.link_for = link.url, whom
        self.made += 1


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


def _invitation(row: InvitationRow) -> InvitationLine:
    name = row.email or "Invitation link"
    return InvitationLine(str(row.id), row.kind, name, row.role, row.invited_by, row.expires_at.isoformat(), row.uses)


def _outcome(done: Invited) -> str:
    """What became of the addresses, in a sentence for each kind."""
    said = [f"Invited {done.invited[0].email}." if len(done.invited) == 1 else f"Invited {len(done.invited)} people."]
    if done.members:
        said.append(f"Already a member: {', '.join(done.members)}.")
    if done.waiting:
        said.append(f"Already invited: {', '.join(done.waiting)}.")
    return " ".join(said)


def _seats_in_words(seats: Seats) -> str:
    if seats.most is None:
        return ""
    held = f", {seats.held:,} of them held by invitations" if seats.held else ""
    return f"{seats.taken:,} of {seats.most:,} seats taken{held}."
