"""Pictures of people and organizations. Whose one is, the slices say that use them: a row of theirs names its id."""

import asyncio
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

from hiveforge.core import ratelimit
from hiveforge.core.actor import Actor, system
from hiveforge.core.clock import new_id
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import NotFound
from hiveforge.core.jobs import job
from hiveforge.core.permissions import Access
from hiveforge.core.service import converses, requires
from hiveforge.features.files import queries, rules
from hiveforge.features.files.errors import EmptyFile, PictureTooLarge
from hiveforge.gateways.storage import storage

from .uploading import exactly

_PER_HOUR = 30
# One at a time in each process: what a picture takes to be unpacked is taken once.
_studio = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")


@converses(Access.SIGNED_IN)
async def keep_picture(actor: Actor, size: int, content: AsyncIterator[bytes]) -> UUID:
    """Make a small square picture of an image and keep it; its id is for a row that shows it to whom it may concern.

    Until a row names it, nobody sees it, and after a day it is swept. 30 in an hour for each person, else TooMany.
    Raises BadPicture, PictureTooLarge, EmptyFile, UploadCutShort, UploadTooSlow, Unavailable.
    """
    if size == 0:
        raise EmptyFile
    if size > rules.LARGEST_PICTURE:
        raise PictureTooLarge(f"Use a picture of at most {rules.in_words(rules.LARGEST_PICTURE)}.")
    await ratelimit.take(f"picture {actor.user_id}", limit=_PER_HOUR, per=timedelta(hours=1))
    image = b"".join([piece async for piece in exactly(size, content)])
    made = await asyncio.get_running_loop().run_in_executor(_studio, rules.portrait, image)
    picture = new_id()
    await storage().put(picture_key(picture), _once(made))
    return picture


@requires(Access.SIGNED_IN)
async def see_picture(actor: Actor, db: Db, picture: UUID) -> None:  # noqa: ARG001
    """Raise NotFound unless the picture is that of somebody or of an organization that the actor may see."""
    if not await queries.shows_picture(db, picture):
        raise NotFound


@converses(Access.SIGNED_IN)
async def read_picture(actor: Actor, picture: UUID) -> bytes:
    """A picture as WebP. For whoever may see the person or the organization. Raises NotFound, Unavailable."""
    await see_picture(actor, picture)
    return b"".join([piece async for piece in await storage().open(picture_key(picture))])


async def drop_picture(db: Db, picture: UUID) -> None:
    """Remove a picture that no row names any more, after this transaction. Twice is harmless."""
    await remove_picture.later(db, picture=str(picture))


@job
async def remove_picture(picture: str) -> None:
    """Remove the object of a picture, unless a row names it after all."""
    async with unit_of_work(system("removing pictures")) as db:
        if await queries.shows_picture(db, UUID(picture)):
            return
    await storage().delete(picture_key(UUID(picture)))


def picture_key(picture: UUID) -> str:
    """Where a picture is."""
    return f"pictures/{picture}"


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
