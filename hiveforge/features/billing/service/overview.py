"""What an organization sees of its billing: our mirror, never a call to the provider."""

from hiveforge.core.actor import Actor
from hiveforge.core.clock import now
from hiveforge.core.db import Db
from hiveforge.core.errors import NotFound
from hiveforge.core.permissions import Permission
from hiveforge.core.service import requires
from hiveforge.features import files, usage
from hiveforge.features.billing import queries, rules
from hiveforge.features.billing.schemas import Banner, BillingOverview, Checkout
from hiveforge.gateways.payments import payments


@requires(Permission.BILLING_READ)
async def overview(actor: Actor, db: Db) -> BillingOverview:
    """Everything that the billing page shows, as it was when it was last synchronized with the provider."""
    organization = actor.organization_id
    return rules.overview(
        standing=await queries.standing(db, organization),
        subscription=await queries.subscription(db, organization),
        customer=await queries.customer(db, organization),
        invoices=await queries.invoices(db, organization),
        seats=await queries.seats(db, organization),
        balance=await usage.balance(actor),
        stored=await files.storage_used(actor),
        documents=(await files.storage_used(actor, files.Purpose.DOCUMENT)).files,
        simulated=payments().simulated,
        at=now(),
    )


@requires(Permission.ORGANIZATION_READ)
async def banner(actor: Actor, db: Db) -> Banner | None:
    """What every page of the organization says about its payments and AI credits; None when all is well. For all its members."""
    return rules.banner(await queries.standing(db, actor.organization_id), await usage.balance(actor), now())


@requires(Permission.BILLING_READ)
async def checkout_status(actor: Actor, db: Db, checkout: str) -> Checkout:
    """What was bought and became of a checkout that this organization began: done only once its effect stands in our tables.

    Another organization's checkout is NotFound.
    """
    found = await queries.checkout(db, actor.organization_id, checkout)
    if found is None:
        raise NotFound
    return rules.checkout(*found)
