"""The first page of an organization: who is here, what waits, what happened."""

from dataclasses import dataclass, replace
from uuid import UUID

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.features import audit_log, files
from hiveforge.features.organizations import service
from hiveforge.features.organizations.schemas import MembersQuery
from hiveforge.ui.event import event, load
from hiveforge.ui.session import initials

_FACES = 8
_RECENT = 6


@dataclass(frozen=True, slots=True)
class Face:
    id: str
    name: str
    initials: str
    online: bool
    picture: str


@dataclass(frozen=True, slots=True)
class Happening:
    id: str
    at: str
    text: str


class HomeState(rx.State):
    """`waiting` counts open invitations; it and `recent` are only for those who may see them."""

    name: str = ""
    role: str = ""
    since: str = ""
    members: int = 0
    online: int = 0
    faces: list[Face] = []
    waiting: int = 0
    recent: list[Happening] = []
    loading: bool = True

    @load(service.get)
    async def load(self, actor: Actor) -> None:
        organization = await service.get(actor)
        self.name, self.role, self.members = organization.name, organization.role, organization.members or 0
        self.since = organization.created_at.isoformat()
        page = await service.list_members(actor, MembersQuery(sort="role"), limit=_FACES)
        self.faces = [
            Face(str(m.id), m.name, initials(m.name), online=False, picture=files.picture_url(m.avatar_id))
            for m in page.rows
        ]
        self._light(await service.list_online(actor))
        if actor.may(service.list_invitations.access):
            self.waiting = (await service.list_invitations(actor)).total
        if actor.may(audit_log.list_entries.access):
            entries = await audit_log.list_entries(actor, limit=_RECENT)
            self.recent = [_happening(audit_log.in_words(row)) for row in entries.items]
        self.loading = False

    @event(service.list_online)
    async def see(self, actor: Actor) -> None:
        """Somebody came or went: nothing else on the page has changed."""
        self._light(await service.list_online(actor))

    def _light(self, online: set[UUID]) -> None:
        self.online = len(online)
        self.faces = [replace(face, online=UUID(face.id) in online) for face in self.faces]


def _happening(line: audit_log.AuditLine) -> Happening:
    words = " ".join(part for part in (line.actor, line.said, line.target) if part)
    return Happening(line.id, line.at.isoformat(), words)
