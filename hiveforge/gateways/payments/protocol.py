"""What the product asks of a payment provider. Every writing call carries a key: the same key twice is one act."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from hiveforge.core.errors import AppError, Conflict, Unavailable

from .schemas import (
    CardFacts,
    ChargePreview,
    CheckoutFacts,
    CheckoutRequest,
    CustomerFacts,
    InvoiceFacts,
    PlanDifference,
    ProviderEvent,
    SubscriptionFacts,
)

METER = "hiveforge_ai_credits"
"""The meter that usage is reported to, by the name of its events; it stands in the file of plans as well."""


class PaymentRefused(AppError):
    """The provider refused for good, with words for the payer: a declined card, an expired coupon."""

    status, code, message = 402, "payment_refused", "The payment was refused."


class UsageRefused(AppError):
    """The provider will never take this report of usage as it stands; the words are the provider's."""

    status, code, message = 422, "usage_refused", "The payment provider refused this report of usage."


class BadSignature(AppError):
    status, code, message = 400, "bad_signature", "This message was not signed by the payment provider."


class MeterReplaced(Conflict):
    """A price that is sold counts by one meter, and is wanted by another."""

    code = "meter_replaced"
    message = (
        "The meter of a price cannot be replaced: running subscriptions are billed by the one they began with. "
        "Keep its event_name; its name may change."
    )


class PaymentsMisconfigured(Unavailable):
    """The provider does not accept our key. It is reported; jobs try again, because keys are changed while we run."""

    code, message = (
        "payments_misconfigured",
        "Payments are not set up correctly. Those who run this site have been told.",
    )


class Payments(Protocol):
    """All methods raise Unavailable when the provider does not answer or asks to wait, PaymentRefused for a refusal.

    Reading something that is not there returns None; changing it, or what has ended, raises NotFound. A key that was
    used for something else raises Conflict.
    """

    @property
    def simulated(self) -> bool:
        """Whether no money moves."""
        ...

    async def now(self) -> datetime:
        """The provider's present, which a stand-in may have moved ahead of ours."""
        ...

    async def create_customer(self, *, organization: str, name: str, email: str, key: str) -> CustomerFacts: ...
    async def update_customer(self, customer: str, *, name: str, email: str, key: str) -> None: ...
    async def customer(self, customer: str) -> CustomerFacts | None: ...
    async def customers(self) -> Sequence[CustomerFacts]: ...

    async def start_checkout(self, request: CheckoutRequest, *, key: str) -> CheckoutFacts: ...
    async def checkout(self, checkout: str) -> CheckoutFacts | None: ...
    async def expire_checkout(self, checkout: str, *, key: str) -> CheckoutFacts:
        """Close one that is open, so that nobody can pay it any more. One that is over stays as it is."""
        ...

    async def subscription(self, subscription: str) -> SubscriptionFacts | None: ...
    async def subscriptions(self, customer: str) -> Sequence[SubscriptionFacts]:
        """All of a customer's, ended ones included, newest first."""
        ...

    async def preview(self, subscription: SubscriptionFacts, *, price: str, quantity: int) -> ChargePreview:
        """What `change` would cost. `price` is a lookup key."""
        ...

    async def preview_renewal(self, subscription: SubscriptionFacts) -> ChargePreview | None:
        """The next charge as things stand; None when there will be none."""
        ...

    async def change(
        self,
        subscription: SubscriptionFacts,
        *,
        price: str,
        quantity: int,
        key: str,
        proration_at: datetime | None = None,
    ) -> SubscriptionFacts:
        """Another plan or number of seats, all or nothing. With a preview's `proration_at` it costs exactly what that said.

        Raises PaymentRefused when the charge fails; nothing is changed then.
        """
        ...

    async def cancel(self, subscription: str, *, feedback: str, comment: str, key: str) -> SubscriptionFacts:
        """End it with the period that is paid for. `feedback` is one of Stripe's words, comment is the customer's."""
        ...

    async def resume(self, subscription: str, *, key: str) -> SubscriptionFacts:
        """Take back a `cancel`."""
        ...

    async def end_now(self, subscription: str, *, key: str) -> SubscriptionFacts:
        """End it at once, without a charge: for organizations that are deleted for good and for grace that ran out."""
        ...

    async def portal(self, customer: str, *, return_url: str, flow: str = "") -> str:
        """The address of the provider's page for payment method, billing address, tax id and invoices.

        `flow` may be payment_method_update.
        """
        ...

    async def card(self, customer: str) -> CardFacts | None: ...
    async def invoice(self, invoice: str) -> InvoiceFacts | None: ...
    async def invoices(self, customer: str) -> Sequence[InvoiceFacts]:
        """Newest first, drafts left out."""
        ...

    async def report_usage(
        self, customer: str, *, value: int, identifier: str, at: datetime, meter: str = METER
    ) -> None:
        """Add to the customer's meter; the same identifier counts once, and may be sent again after a refusal.

        Raises UsageRefused for what the provider will never take, PaymentsMisconfigured while it has no such meter.
        """
        ...

    async def reported_usage(self, customer: str, *, start: datetime, end: datetime, meter: str = METER) -> int: ...

    async def sync_plans(self, wanted: Sequence[Mapping[str, Any]], *, dry_run: bool) -> Sequence[PlanDifference]:
        """Make products, prices, the meter and the portal's configuration as wanted. Twice changes nothing.

        Each mapping has a `kind`: product (id, name, description), meter (event_name, name), price (lookup_key, product,
        currency, unit_amount, interval and meter, both empty for none) or portal (headline, customer_may_change).
        Raises MeterReplaced, before anything is changed.
        """
        ...

    def read_event(self, body: bytes, signature: str) -> ProviderEvent:
        """A message of the provider. Raises BadSignature for forged, altered and old ones and for another mode's."""
        ...
