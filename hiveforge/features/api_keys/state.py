"""What the page of API keys shows, and what it sends."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import reflex as rx

from hiveforge.core.actor import Actor
from hiveforge.core.clock import now
from hiveforge.core.errors import NotFound
from hiveforge.ui.event import FormState, event, form, load
from hiveforge.ui.notices import notify

from . import service
from .schemas import KeyForm, KeyRow, NewKey, RollForm


@dataclass(frozen=True, slots=True)
class KeyLine:
    """A row as the browser gets it. `mine` lets its maker roll it; `old` is until when the secret before works too."""

    id: str = ""
    name: str = ""
    hint: str = ""
    scopes: str = ""
    made_by: str = ""
    created: str = ""
    used: str = ""
    expires: str = ""
    expired: bool = False
    old: str = ""
    mine: bool = False


class ApiKeysState(FormState, rx.State):
    """`secret` is shown once, until somebody says that they have it. `made` counts what closes the dialogs."""

    rows: list[KeyLine] = []
    loading: bool = True
    secret: str = ""
    secret_of: str = ""
    rolled: str = ""
    rolled_name: str = ""
    made: int = 0

    @load(service.list_keys)
    async def load(self, actor: Actor) -> None:
        self._list(await service.list_keys(actor), actor)

    @form(service.create)
    async def create(self, actor: Actor, form: KeyForm) -> None:
        self._reveal(await service.create(actor, form))

    @event(service.get)
    async def begin_roll(self, actor: Actor, key: UUID) -> None:
        """The dialog is about this key now."""
        found = await service.get(actor, key)
        self.errors, self.rolled, self.rolled_name = {}, str(found.id), found.name

    @form(service.roll)
    async def roll(self, actor: Actor, form: RollForm) -> None:
        if not self.rolled:
            raise NotFound
        self._reveal(await service.roll(actor, UUID(self.rolled), form))

    @event(service.revoke)
    async def revoke(self, actor: Actor, key: UUID) -> None:
        await service.revoke(actor, key)
        await notify(self, "The API key is revoked. Nothing that uses it works any more.")

    @event(service.list_keys)
    async def put_secret_away(self, actor: Actor) -> None:
        """It was copied; it cannot be shown again."""
        self.secret = self.secret_of = ""
        self._list(await service.list_keys(actor), actor)

    def _list(self, keys: list[KeyRow], actor: Actor) -> None:
        self.rows = [_line(row, actor, now()) for row in keys if row.revoked_at is None]
        self.loading = False

    def _reveal(self, new: NewKey) -> None:
        self.secret, self.secret_of = new.secret, new.key.name
        self.made += 1


def _line(row: KeyRow, actor: Actor, at: datetime) -> KeyLine:
    return KeyLine(
        id=str(row.id),
        name=row.name,
        hint=row.hint,
        scopes=", ".join(row.scopes),
        made_by=row.made_by,
        created=row.created_at.isoformat(),
        used=_moment(row.last_used_at),
        expires=_moment(row.expires_at),
        expired=not row.works(at),
        old=_moment(row.previous_ends_at) if row.previous_ends_at and row.previous_ends_at > at else "",
        mine=row.maker_id == actor.id,
    )


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""
