"""Which price in Stripe a lookup key means at the moment. A memory only: Stripe decides."""

import stripe

from hiveforge.core.errors import Unavailable


class Prices:
    """Remembers prices for one process; `forget` when Stripe no longer knows one."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._client = client
        self._known: dict[str, stripe.Price] = {}

    async def get(self, lookup_key: str) -> stripe.Price:
        """The active price with this key. Raises Unavailable when `hiveforge plans sync` has not made it."""
        if lookup_key not in self._known:
            found = await self._client.v1.prices.list_async({"lookup_keys": [lookup_key], "active": True, "limit": 1})
            if not found.data:
                raise Unavailable(f"There is no price {lookup_key} in Stripe yet. Run `hiveforge plans sync`.")
            self._known[lookup_key] = found.data[0]
        return self._known[lookup_key]

    def forget(self) -> None:
        self._known.clear()
