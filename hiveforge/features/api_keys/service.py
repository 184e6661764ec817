"""What API keys decide and write. People alone make, roll and revoke them; a key never does."""

from datetime import timedelta
from uuid import UUID

from hiveforge.core.actor import Actor
from hiveforge.core.audit import describe
from hiveforge.core.clock import now
from hiveforge.core.db import Db
from hiveforge.core.errors import NotFound
from hiveforge.core.identity import secret_hash
from hiveforge.core.live import announce
from hiveforge.core.locks import lock
from hiveforge.core.paging import DEFAULT_LIMIT, CursorPage
from hiveforge.core.permissions import Permission
from hiveforge.core.service import requires
from hiveforge.core.settings import settings

from . import queries, rules
from .errors import NotYours
from .models import ApiKey
from .schemas import KeyForm, KeyRow, NewKey, RollForm

_WRITES = "nobody but this slice says what a key may do; it looks for keys of the actor's organization alone"


@requires(Permission.API_KEYS_READ)
async def list_keys(actor: Actor, db: Db) -> list[KeyRow]:
    """Every key of the organization, the newest first, also those that are revoked. For everybody in it."""
    return list(await queries.all_of(db, actor.organization_id))


@requires(Permission.API_KEYS_READ)
async def browse(actor: Actor, db: Db, *, cursor: str = "", limit: int = DEFAULT_LIMIT) -> CursorPage[KeyRow]:
    """Those that are not revoked, the newest first, piece by piece. Raises BadCursor."""
    items, following = await queries.newest(db, actor.organization_id, cursor=cursor, limit=limit)
    return CursorPage(items=items, next_cursor=following)


@requires(Permission.API_KEYS_MANAGE, system=_WRITES)
async def get(actor: Actor, db: Db, key: UUID) -> KeyRow:
    """One that is not revoked, for those who manage them. Raises NotFound."""
    return queries.row(await _one(actor, db, key))


@requires(Permission.API_KEYS_MANAGE, system=_WRITES)
async def create(actor: Actor, db: Db, form: KeyForm) -> NewKey:
    """A key that acts for whoever makes it, with the scopes of the form. For owners and admins; the secret is said once.

    Twice is refused, because names are not shared. Raises NameTaken, NoScopes, ScopeTooWide, TooManyKeys.
    """
    rules.check_scopes(form.scopes, actor.permissions)
    await lock(db, f"API keys of {actor.organization_id}")
    rules.check_room(await queries.count(db, actor.organization_id))
    secret = _secret()
    made = ApiKey(
        organization_id=actor.organization_id,
        user_id=actor.user_id,
        made_by=actor.name,
        name=form.name,
        scopes=sorted(form.scopes),
        hint=rules.hint_of(secret),
        secret_hash=secret_hash(secret),
        expires_at=rules.expiry(form.expires_in_days, now()),
    )
    db.add(made)
    await db.flush()
    await _tell(db, made, after={"scopes": ", ".join(made.scopes), "expires": _day(made)})
    return NewKey(queries.row(made), secret)


@requires(Permission.API_KEYS_MANAGE, system=_WRITES)
async def roll(actor: Actor, db: Db, key: UUID, form: RollForm) -> NewKey:
    """Replace the secret of one's own key; the one before goes on for the hours of the form. Budget and scopes stay.

    Rolled twice, only the last two secrets are left. Whoever could roll somebody else's key would act as them. Raises NotFound,
    NotYours.
    """
    found = await _one(actor, db, key)
    if found.user_id != actor.user_id:
        raise NotYours
    secret = _secret()
    found.previous_hash = found.secret_hash if form.overlap_hours else None
    found.previous_ends_at = now() + timedelta(hours=form.overlap_hours) if form.overlap_hours else None
    found.secret_hash, found.hint = secret_hash(secret), rules.hint_of(secret)
    db.add(found)
    await db.flush()
    await _tell(db, found, after={"hours of overlap": form.overlap_hours})
    return NewKey(queries.row(found), secret)


@requires(Permission.API_KEYS_MANAGE, system=_WRITES)
async def revoke(actor: Actor, db: Db, key: UUID) -> None:
    """End a key at once, whoever made it. For owners and admins. Raises NotFound, also the second time."""
    found = await _one(actor, db, key)
    found.revoked_at = now()
    db.add(found)
    await _tell(db, found)


async def _one(actor: Actor, db: Db, key: UUID) -> ApiKey:
    found = await queries.one(db, actor.organization_id, key)
    if found is None:
        raise NotFound
    return found


async def _tell(db: Db, key: ApiKey, after: dict[str, object] | None = None) -> None:
    describe(db, target_type="API key", target_id=key.id, target_name=key.name, after=after)
    await announce(db, "api_keys", organization=key.organization_id)


def _secret() -> str:
    return rules.make_secret(live=settings().production)


def _day(key: ApiKey) -> str:
    return f"{key.expires_at:%Y-%m-%d}" if key.expires_at else "never"
