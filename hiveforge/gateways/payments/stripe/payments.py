"""Payments over Stripe's SDK. Says what is asked for and hands back facts; who may ask is decided elsewhere."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any, TypeVar

import stripe

from hiveforge.core.errors import NotFound
from hiveforge.gateways.payments.protocol import METER, Payments
from hiveforge.gateways.payments.schemas import (
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

from . import changes, checkouts, events, mapping, portals, usage
from .catalog import Catalog
from .client import StripeAccount
from .errors import found_or_none, is_missing, translated
from .prices import Prices

T = TypeVar("T")
_PAGE = 100


class StripePayments(Payments):
    """See `Payments`. One for the process: it keeps connections, and which price a lookup key means."""

    def __init__(self, account: StripeAccount) -> None:
        self._account = account
        self._client = account.client()
        self._prices = Prices(self._client)
        self._portals = portals.Portals(self._client)

    @property
    def simulated(self) -> bool:
        return self._account.simulated

    async def now(self) -> datetime:
        return await self._account.now()

    async def create_customer(self, *, organization: str, name: str, email: str, key: str) -> CustomerFacts:
        with translated():
            found = await self._client.v1.customers.create_async(
                {"name": name, "email": email, "metadata": {mapping.ORGANIZATION: organization}}, _once(key)
            )
        return mapping.customer(found)

    async def update_customer(self, customer: str, *, name: str, email: str, key: str) -> None:
        with translated():
            await self._client.v1.customers.update_async(customer, {"name": name, "email": email}, _once(key))

    async def customer(self, customer: str) -> CustomerFacts | None:
        found = await found_or_none(self._client.v1.customers.retrieve_async(customer))
        return mapping.customer(found) if found else None

    async def customers(self) -> Sequence[CustomerFacts]:
        with translated():
            page = await self._client.v1.customers.list_async({"limit": _PAGE})
            return [mapping.customer(found) async for found in page.auto_paging_iter()]

    async def start_checkout(self, request: CheckoutRequest, *, key: str) -> CheckoutFacts:
        async def start() -> stripe.checkout.Session:
            params: Any = await checkouts.parameters(request, self._prices)
            return await self._client.v1.checkout.sessions.create_async(params, _once(key))

        return mapping.checkout(await self._with_current_prices(start))

    async def checkout(self, checkout: str) -> CheckoutFacts | None:
        found = await found_or_none(self._client.v1.checkout.sessions.retrieve_async(checkout))
        return mapping.checkout(found) if found else None

    async def expire_checkout(self, checkout: str, *, key: str) -> CheckoutFacts:
        with translated():
            return mapping.checkout(await checkouts.expire(self._client, checkout, _once(key)))

    async def subscription(self, subscription: str) -> SubscriptionFacts | None:
        found = await found_or_none(self._client.v1.subscriptions.retrieve_async(subscription))
        return mapping.subscription(found) if found else None

    async def subscriptions(self, customer: str) -> Sequence[SubscriptionFacts]:
        with translated():
            page = await self._client.v1.subscriptions.list_async(
                {"customer": customer, "status": "all", "limit": _PAGE}
            )
            return [mapping.subscription(found) async for found in page.auto_paging_iter()]

    async def preview(self, subscription: SubscriptionFacts, *, price: str, quantity: int) -> ChargePreview:
        async def ask() -> ChargePreview:
            items = await self._items(subscription, price, quantity)
            new = await self._prices.get(price)
            current = await self._interval(subscription)
            change = await self._preview(subscription, items, "next")
            renewal = await self._preview(subscription, items, "recurring")
            restarts = changes.restarts(subscription, current, checkouts.interval_of(new))
            return changes.preview(subscription, change, renewal, restarts=restarts)

        return await self._with_current_prices(ask)

    async def preview_renewal(self, subscription: SubscriptionFacts) -> ChargePreview | None:
        if not changes.will_renew(subscription):
            return None
        with translated():
            found = await changes.upcoming(self._client, subscription)
        return changes.renewal(subscription, found) if found else None

    async def change(
        self,
        subscription: SubscriptionFacts,
        *,
        price: str,
        quantity: int,
        key: str,
        proration_at: datetime | None = None,
    ) -> SubscriptionFacts:
        """All or nothing: `error_if_incomplete` refuses the change with the payer's message when the charge fails.

        `pending_if_incomplete` would leave a change that waits for up to 23 hours for a payment nobody may ever make.
        A card that asks for authentication is refused too; the portal is the way to give another one.
        """

        async def apply() -> stripe.Subscription:
            params: Any = {
                "items": await self._items(subscription, price, quantity),
                "proration_behavior": "always_invoice",
                "payment_behavior": "error_if_incomplete",
            } | ({"proration_date": int(proration_at.timestamp())} if proration_at else {})
            return await self._client.v1.subscriptions.update_async(subscription.id, params, _once(key))

        return mapping.subscription(await self._with_current_prices(apply))

    async def cancel(self, subscription: str, *, feedback: str, comment: str, key: str) -> SubscriptionFacts:
        reason = {name: said for name, said in (("feedback", feedback), ("comment", comment)) if said}
        params: Any = {"cancel_at_period_end": True, "cancellation_details": reason}
        return await self._update(subscription, params, key)

    async def resume(self, subscription: str, *, key: str) -> SubscriptionFacts:
        return await self._update(subscription, {"cancel_at_period_end": False}, key)

    async def end_now(self, subscription: str, *, key: str) -> SubscriptionFacts:
        with suppress(NotFound), translated():  # one that has ended cannot be cancelled, and need not be
            return mapping.subscription(
                await self._client.v1.subscriptions.cancel_async(
                    subscription, {"invoice_now": False, "prorate": False}, _once(key)
                )
            )
        if found := await self.subscription(subscription):
            return found
        raise NotFound

    async def portal(self, customer: str, *, return_url: str, flow: str = "") -> str:
        with translated():
            return await self._portals.open(customer, return_url, flow)

    async def card(self, customer: str) -> CardFacts | None:
        with translated():
            cards = await self._client.v1.payment_methods.list_async(
                {"customer": customer, "type": "card", "limit": _PAGE}
            )
            subscriptions = await self._client.v1.subscriptions.list_async({"customer": customer, "limit": 1})
        owner = await self.customer(customer)
        of_subscription = [mapping.id_of(found.default_payment_method) for found in subscriptions.data]
        charged = (*of_subscription, owner.default_payment_method if owner else "")
        in_order = [card for wanted in charged for card in cards.data if card.id == wanted] + list(cards.data)
        return mapping.card(in_order[0]) if in_order else None

    async def invoice(self, invoice: str) -> InvoiceFacts | None:
        found = await found_or_none(self._client.v1.invoices.retrieve_async(invoice))
        return mapping.invoice(found) if found else None

    async def invoices(self, customer: str) -> Sequence[InvoiceFacts]:
        with translated():
            page = await self._client.v1.invoices.list_async({"customer": customer, "limit": _PAGE})
            return [mapping.invoice(i) async for i in page.auto_paging_iter() if i.status != "draft"]

    async def report_usage(
        self, customer: str, *, value: int, identifier: str, at: datetime, meter: str = METER
    ) -> None:
        with translated():
            await usage.report(self._client, customer, value, identifier, at, meter)

    async def reported_usage(self, customer: str, *, start: datetime, end: datetime, meter: str = METER) -> int:
        with translated():
            return await usage.reported(self._client, customer, start, end, meter)

    async def sync_plans(self, wanted: Sequence[Mapping[str, Any]], *, dry_run: bool) -> Sequence[PlanDifference]:
        with translated():
            differences = await Catalog(self._client, dry_run=dry_run).sync(wanted)
            for portal in (one for one in wanted if one["kind"] == "portal"):
                differences += await self._portals.sync(portal, dry_run=dry_run)
        self._prices.forget()
        return [PlanDifference(text) for text in differences]

    def read_event(self, body: bytes, signature: str) -> ProviderEvent:
        return events.read(self._account, body, signature)

    async def _update(self, subscription: str, params: Any, key: str) -> SubscriptionFacts:
        with translated():
            return mapping.subscription(
                await self._client.v1.subscriptions.update_async(subscription, params, _once(key))
            )

    async def _items(self, subscription: SubscriptionFacts, price: str, quantity: int) -> list[dict[str, Any]]:
        return list(await changes.items(self._client, self._prices, subscription, price, quantity))

    async def _interval(self, subscription: SubscriptionFacts) -> str:
        found = await self._client.v1.subscriptions.retrieve_async(subscription.id)
        return next((checkouts.interval_of(i.price) for i in found["items"].data if i.id == subscription.item), "")

    async def _preview(self, subscription: SubscriptionFacts, items: list[dict[str, Any]], mode: str) -> stripe.Invoice:
        params: Any = {
            "subscription": subscription.id,
            "preview_mode": mode,
            "subscription_details": {"items": items, "proration_behavior": "always_invoice"},
        }
        return await self._client.v1.invoices.create_preview_async(params)

    async def _with_current_prices(self, act: Callable[[], Awaitable[T]]) -> T:
        """Do it with the prices we remember, and once more when Stripe has meanwhile got others."""
        with translated():
            try:
                return await act()
            except stripe.InvalidRequestError as error:
                if not is_missing(error) or "price" not in (error.param or ""):
                    raise
                self._prices.forget()
                return await act()


def _once(key: str) -> stripe.RequestOptions:
    return {"idempotency_key": key}
