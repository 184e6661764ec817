"""`/api/v1/organizations/{organization}/usage`: what is left of the AI credits."""

from fastapi import APIRouter

from hiveforge.web.actor import InOrganization, SignedInActor

from . import service
from .schemas import Balance

router = APIRouter(prefix="/api/v1/organizations/{organization}/usage", tags=["usage"], dependencies=[InOrganization])


@router.get("")
async def get_usage(actor: SignedInActor) -> Balance:
    """The AI credits of this period: included, bought, held, used, and what can be used now."""
    return await service.balance(actor)
