"""Products, prices and the meter in Stripe, made as the plans want them. Nothing is ever deleted: somebody may still pay for it.

Stripe never changes an amount. A new price takes the lookup key over from the old one, whose payers keep it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import stripe

from hiveforge.gateways.payments.protocol import MeterReplaced

from .keys import key_of
from .mapping import LOOKUP_KEY, get
from .usage import find_meter, meter_id

Wanted = Mapping[str, Any]
_LOOKUP_KEYS_AT_ONCE = 10  # more are refused


class Catalog:
    """One run of a sync. `differences` grows by a sentence for each thing that is, or with `dry_run` would be, changed."""

    def __init__(self, client: stripe.StripeClient, *, dry_run: bool) -> None:
        self._client, self._dry_run = client, dry_run
        self._differences: list[str] = []

    async def sync(self, wanted: Sequence[Wanted]) -> list[str]:
        """Compare, make what is missing or other, and say so."""
        by_kind = {kind: [one for one in wanted if one["kind"] == kind] for kind in ("product", "meter", "price")}
        known = await self._known_prices(by_kind["price"])
        await self._refuse_other_meters(by_kind["price"], known)
        await self._products(by_kind["product"])
        for meter in by_kind["meter"]:
            await self._meter(meter)
        for price in by_kind["price"]:
            await self._price(price, known.get(price["lookup_key"]))
        return self._differences

    async def _products(self, wanted: Sequence[Wanted]) -> None:
        found = await self._client.v1.products.list_async({"ids": [one["id"] for one in wanted], "limit": 100})
        known = {product.id: product for product in found.data}
        for one in wanted:
            await self._product(one, known.get(one["id"]))

    async def _product(self, wanted: Wanted, known: stripe.Product | None) -> None:
        words: Any = {"name": wanted["name"], "description": wanted["description"]}
        if known is None:
            if self._changes(f"Create product {wanted['id']}: {wanted['name']}"):
                created: Any = {"id": wanted["id"], **words}
                await self._client.v1.products.create_async(created, key_of("product", created))
            return
        other = {name: said for name, said in words.items() if get(known, name) != said}
        if not known.active:
            other["active"] = True
        if other and self._changes(f"Change product {wanted['id']}: {', '.join(sorted(other))}"):
            params: Any = other
            await self._client.v1.products.update_async(wanted["id"], params, key_of("product", params, known))

    async def _meter(self, wanted: Wanted) -> None:
        name = wanted["event_name"]
        known = await find_meter(self._client, name)
        if known is not None:
            if known.display_name != wanted["name"] and self._changes(f"Rename meter {name}: {wanted['name']}"):
                renamed: Any = {"display_name": wanted["name"]}
                await self._client.v1.billing.meters.update_async(known.id, renamed, key_of("meter", renamed, known))
        elif self._changes(f"Create meter {name}: {wanted['name']}"):
            created: Any = {
                "event_name": name,
                "display_name": wanted["name"],
                "default_aggregation": {"formula": "sum"},
                "customer_mapping": {"type": "by_id", "event_payload_key": "stripe_customer_id"},
                "value_settings": {"event_payload_key": "value"},
            }
            await self._client.v1.billing.meters.create_async(created, key_of("meter", created))

    async def _known_prices(self, wanted: Sequence[Wanted]) -> Mapping[str | None, stripe.Price]:
        known: dict[str | None, stripe.Price] = {}
        for first in range(0, len(wanted), _LOOKUP_KEYS_AT_ONCE):
            keys = [one["lookup_key"] for one in wanted[first : first + _LOOKUP_KEYS_AT_ONCE]]
            found = await self._client.v1.prices.list_async({"lookup_keys": keys, "active": True, "limit": 100})
            known |= {price.lookup_key: price for price in found.data}
        return known

    async def _refuse_other_meters(self, wanted: Sequence[Wanted], known: Mapping[str | None, stripe.Price]) -> None:
        for one in wanted:
            price = known.get(one["lookup_key"])
            counts_by = get(price, "recurring", "meter") if price else None
            if counts_by and counts_by != await meter_id(self._client, one["meter"]):
                raise MeterReplaced

    async def _price(self, wanted: Wanted, known: stripe.Price | None) -> None:
        if known is not None and _is_as(known, wanted):
            return
        verb = "Replace" if known else "Create"
        how_often = f" a {wanted['interval']}" if wanted["interval"] else ""
        amount = f"{wanted['unit_amount'] / 100:.2f} {wanted['currency'].upper()}"
        if self._changes(f"{verb} price {wanted['lookup_key']}: {amount}{how_often}"):
            created = await self._price_parameters(wanted)
            await self._client.v1.prices.create_async(created, key_of("price", created, known))

    async def _price_parameters(self, wanted: Wanted) -> Any:
        params: dict[str, Any] = {
            "product": wanted["product"],
            "currency": wanted["currency"],
            "unit_amount": wanted["unit_amount"],
            "lookup_key": wanted["lookup_key"],
            "transfer_lookup_key": True,
            "metadata": {LOOKUP_KEY: wanted["lookup_key"]},
        }
        if wanted["interval"]:
            params["recurring"] = {"interval": wanted["interval"]}
        if wanted["meter"]:
            params["recurring"] |= {"usage_type": "metered", "meter": await meter_id(self._client, wanted["meter"])}
        return params

    def _changes(self, text: str) -> bool:
        """Note a difference, and tell whether to do something about it."""
        self._differences.append(text)
        return not self._dry_run


def _is_as(known: stripe.Price, wanted: Wanted) -> bool:
    return (known.unit_amount, known.currency, get(known, "recurring", "interval") or "", known.product) == (
        wanted["unit_amount"],
        wanted["currency"],
        wanted["interval"],
        wanted["product"],
    )
