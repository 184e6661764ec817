"""What owners and admins are written to when something about their plan changes: each thing once."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Self
from uuid import UUID

from hiveforge.core.clock import new_id
from hiveforge.core.db import Db
from hiveforge.core.settings import settings
from hiveforge.features import mailing, organizations, plans
from hiveforge.features.billing import emails, rules
from hiveforge.features.billing.models import BillingStanding, Subscription
from hiveforge.features.billing.schemas import Arrangement, BillingState, Standing, StandingStatus
from hiveforge.features.billing.schemas.facts import InvoiceFacts

_PAID = {StandingStatus.TRIALING, StandingStatus.ACTIVE, StandingStatus.CANCELING, StandingStatus.PAST_DUE}


@dataclass(frozen=True, slots=True)
class Before:
    """What our tables said before they were written."""

    plan: str = plans.FREE.key
    status: str = StandingStatus.FREE.value
    price: str = ""
    seats: int = 0
    ends: str = ""

    @classmethod
    def of(cls, standing: BillingStanding | None, subscription: Subscription | None) -> Self:
        if standing is None:
            return cls()
        ends = subscription.cancel_at.isoformat() if subscription and subscription.cancel_at else ""
        return cls(
            plan=standing.plan,
            status=standing.status,
            price=subscription.price if subscription else "",
            seats=subscription.quantity if subscription else 0,
            ends=ends,
        )

    def told(self) -> dict[str, Any]:
        return asdict(self)


Letter = tuple[str, str, mailing.Email]
"""Its kind, what it is about so that it is written once, and itself."""


async def write(
    db: Db, organization: UUID, before: Before, truth: Standing, paid: Sequence[InvoiceFacts], state: BillingState
) -> None:
    """Queue the mails that follow from what has changed, to every owner and admin."""
    to = await organizations.billing_contacts(db, organization)
    place = emails.Place(to.organization, to.slug)
    letters = [
        *_receipts(place, paid),
        *_about_plan(place, before, truth),
        *_about_trial(place, truth, state),
        *_about_debt(place, truth, state),
    ]
    await _send(db, to, organization, letters)


async def write_arranged(
    db: Db, to: organizations.BillingContacts, organization: UUID, terms: Arrangement, *, begins: bool
) -> None:
    """Say that a plan was arranged, or on which terms it goes on."""
    plan = plans.get(terms.plan)
    email = emails.plan_arranged(
        emails.Place(to.organization, to.slug),
        plan,
        plans.included(rules.on_terms(plan, terms.limits)),
        rules.last_day(terms.until),
        begins=begins,
    )
    await _send(db, to, organization, [("plan_arranged", str(new_id()), email)])


async def write_plan_ended(db: Db, to: organizations.BillingContacts, organization: UUID, plan: plans.Plan) -> None:
    """Say that an arranged plan has ended."""
    email = emails.plan_ended(emails.Place(to.organization, to.slug), plan)
    await _send(db, to, organization, [("plan_ended", str(new_id()), email)])


async def _send(db: Db, to: organizations.BillingContacts, organization: UUID, letters: Sequence[Letter]) -> None:
    for kind, about, email in letters:
        for person in to.people:
            await mailing.queue(
                db,
                to=person.email,
                email=email,
                kind=f"billing.{kind}",
                organization_id=organization,
                key=f"{about}/{person.id}",
            )


def _receipts(place: emails.Place, paid: Sequence[InvoiceFacts]) -> Iterator[Letter]:
    for invoice in paid:
        yield "receipt", invoice.id, emails.receipt(place, invoice)


def _about_plan(place: emails.Place, before: Before, truth: Standing) -> Iterator[Letter]:
    facts = truth.subscription
    if facts is None:
        return
    plan = plans.get(truth.plan)
    bought = truth.status in _PAID and (before.plan, before.price, before.seats) != (
        truth.plan, facts.price, facts.quantity,
    )  # fmt: skip
    if bought:
        about = (
            f"{facts.id}/{before.price}/{before.seats}/{facts.price}/{facts.quantity}/{facts.period_start:%Y%m%d%H%M%S}"
        )
        yield "plan_changed", about, emails.plan_changed(place, plan, facts)
    if truth.status is StandingStatus.CANCELING and facts.cancel_at and not before.ends:
        yield "canceled", f"{facts.id}/{facts.canceled_at}", emails.canceled(place, plan, facts.cancel_at)
    lost = before.plan != plans.FREE.key and truth.plan == plans.FREE.key
    if lost and truth.status is StandingStatus.ENDED:
        yield "plan_ended", facts.id, emails.plan_ended(place, plans.get(before.plan))
    if lost and truth.status is StandingStatus.SUSPENDED:
        about = f"{facts.id}/{truth.unpaid_invoice}"
        yield "access_ended", about, emails.access_ended(place, plans.get(before.plan))


def _about_trial(place: emails.Place, truth: Standing, state: BillingState) -> Iterator[Letter]:
    facts = truth.subscription
    ending = truth.status is StandingStatus.TRIALING and facts and facts.trial_end
    if facts and facts.trial_end and ending and facts.trial_end - state.at <= rules.TRIAL_NOTICE:
        email = emails.trial_ending(place, plans.get(truth.plan), facts.trial_end, state.renewal)
        yield "trial_ending", f"{facts.id}/{facts.trial_end:%Y-%m-%d}", email


def _about_debt(place: emails.Place, truth: Standing, state: BillingState) -> Iterator[Letter]:
    since, until = truth.past_due_since, truth.access_until
    if truth.status is not StandingStatus.PAST_DUE or since is None or until is None:
        return
    invoice = next((one for one in state.invoices if one.id == truth.unpaid_invoice), None)
    for day in rules.due_mails(since, at=state.at, grace_days=settings().billing_grace_days):
        email = emails.payment_failed(place, plans.get(truth.plan), invoice, until)
        yield "payment_failed", f"{truth.unpaid_invoice}/{day}", email
