"""Inviting where seats are missing: what they cost first, then, if that is agreed to, seats and invitations."""

from hiveforge.core import seat_offers
from hiveforge.core.actor import Actor
from hiveforge.core.errors import LimitReached
from hiveforge.core.permissions import Permission
from hiveforge.core.service import converses
from hiveforge.features.organizations.errors import OutOfSeats
from hiveforge.features.organizations.schemas import Invited, InviteForm, InviteOffer

from .invitations import invite


@converses(Permission.MEMBERS_INVITE)
async def invite_or_offer(actor: Actor, form: InviteForm, agreed: InviteOffer | None = None) -> Invited | InviteOffer:
    """Invite; where seats are missing and the actor may buy them, answer with what they cost, and invite nobody yet.

    Called again with the answer as `agreed`, it buys exactly that first. When seats or addresses have changed since,
    nothing is bought and there is another answer. Twice charges once. Raises what `invite` raises, OutOfSeats where the
    plan sells no more or the actor may not buy, and PaymentRefused, which leaves everything as it was.
    """
    try:
        return await invite(actor, form)
    except OutOfSeats as refused:
        found = await _offer(actor, form, refused)
    if agreed is None or not _same(agreed, found):
        return found
    await seat_offers.accept_offer(actor, agreed.seats)
    return await invite_or_offer(actor, form)


async def _offer(actor: Actor, form: InviteForm, refused: OutOfSeats) -> InviteOffer:
    if not actor.may(Permission.BILLING_MANAGE):
        raise refused
    try:
        found = await seat_offers.find_offer(actor, refused.missing)
    except LimitReached:
        raise refused from None  # the plan sells no more: the refusal leads to one that does
    if not found.needed:
        raise refused  # room was made this very moment: the next try gets in
    return InviteOffer(form.emails, found)


def _same(agreed: InviteOffer, found: InviteOffer) -> bool:
    """Whether what is needed now is what was agreed to; the price is held by `priced_at`."""
    now, then = found.seats, agreed.seats
    return (agreed.emails, then.seats_now, then.seats_after) == (found.emails, now.seats_now, now.seats_after)
