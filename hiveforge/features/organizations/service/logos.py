"""The picture that stands for an organization."""

from collections.abc import AsyncIterator
from uuid import UUID

import sqlalchemy as sa
from sqlmodel import col, select

from hiveforge.core.actor import Actor
from hiveforge.core.audit import describe, record
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import NotFound
from hiveforge.core.live import announce
from hiveforge.core.permissions import Permission
from hiveforge.core.service import converses, requires
from hiveforge.features import files
from hiveforge.features.organizations.models import Organization


@converses(Permission.ORGANIZATION_UPDATE)
async def change_logo(actor: Actor, size: int, content: AsyncIterator[bytes]) -> UUID:
    """Show another picture of the organization, and return its id. For owners and admins. Twice: the second one stays.

    Raises BadPicture, PictureTooLarge, TooMany, and what else `files.keep_picture` raises.
    """
    picture = await files.keep_picture(actor, size, content)
    async with unit_of_work(actor) as db:
        await _set_logo(actor, db, picture)
        await record(db, "organizations.change_logo")
    return picture


@requires(Permission.ORGANIZATION_UPDATE)
async def remove_logo(actor: Actor, db: Db) -> None:
    """Show no picture of the organization. For owners and admins. Twice: nothing more happens."""
    await _set_logo(actor, db, None)


async def _set_logo(actor: Actor, db: Db, picture: UUID | None) -> None:
    mine = col(Organization.id) == actor.organization_id
    shown = select(Organization.name, Organization.logo_id).where(mine)
    found = (await db.exec(shown.with_for_update())).one_or_none()
    if found is None:
        raise NotFound
    name, before = found
    if before == picture:
        return
    await db.exec(sa.update(Organization).where(mine).values(logo_id=picture))
    if before is not None:
        await files.drop_picture(db, before)
    describe(
        db,
        target_type="organization",
        target_id=actor.organization_id,
        target_name=name,
        after={"logo": "set" if picture else "removed"},
    )
    await announce(db, "organization")
