"""`…/search`: the same question as in the palette, for programs."""

from typing import Annotated

from fastapi import APIRouter, Query

from hiveforge.web.actor import InOrganization, SignedInActor

from . import service
from .schemas import FEWEST_LETTERS, Found, SearchForm

router = APIRouter(prefix="/api/v1/organizations/{organization}/search", tags=["search"], dependencies=[InOrganization])


@router.get("")
async def search_everywhere(
    actor: SignedInActor,
    q: Annotated[
        str,
        Query(
            min_length=FEWEST_LETTERS,
            max_length=1000,
            description="Words; the last may be the beginning of one. The first 200 characters count.",
        ),
    ],
) -> Found:
    """The best five documents, conversations and members, of those that you may read.

    `marks` are the places in `text` that match. `failed` names what could not be searched just now: ask again for it.
    """
    return await service.search(actor, SearchForm(text=q))
