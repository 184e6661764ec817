"""The customer's page at Stripe: card, address, tax id, invoices. Plans are changed in our own pages, where limits are explained."""

from collections.abc import Sequence
from typing import Any

import stripe

_OURS = ("hiveforge", "portal")
_FEATURES: Any = {
    "customer_update": {"enabled": True, "allowed_updates": ["email", "address", "tax_id", "name"]},
    "invoice_history": {"enabled": True},
    "payment_method_update": {"enabled": True},
    "subscription_cancel": {"enabled": False},
    "subscription_update": {"enabled": False},
}


class Portals:
    """Opens portal pages with our own configuration, which `sync` makes."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._client = client
        self._configuration = ""

    async def open(self, customer: str, return_url: str, flow: str) -> str:
        """The address of a page for this customer; before the first sync, Stripe's default configuration decides."""
        self._configuration = self._configuration or await self._find()
        params: Any = {"customer": customer, "return_url": return_url}
        if self._configuration:
            params["configuration"] = self._configuration
        if flow:
            params["flow_data"] = {"type": flow}
        return (await self._client.v1.billing_portal.sessions.create_async(params)).url

    async def sync(self, *, dry_run: bool) -> Sequence[str]:
        """Make the configuration when it is missing. Twice changes nothing."""
        if await self._find():
            return []
        if not dry_run:
            name, value = _OURS
            await self._client.v1.billing_portal.configurations.create_async(
                {"features": _FEATURES, "metadata": {name: value}}
            )
        return ["Configure the customer portal"]

    async def _find(self) -> str:
        name, value = _OURS
        page = await self._client.v1.billing_portal.configurations.list_async({"active": True, "limit": 100})
        async for found in page.auto_paging_iter():
            if getattr(found.metadata, name, None) == value:
                return found.id
        return ""
