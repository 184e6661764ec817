"""The customer's page at Stripe: card, address, tax id, invoices. Plans are changed in our own pages, where limits are explained."""

from collections.abc import Mapping, Sequence
from typing import Any

import stripe

from .keys import key_of
from .mapping import get, metadata

_OURS = ("hiveforge", "portal")
_ON: Any = {"enabled": True}
_OFF: Any = {"enabled": False}


class Portals:
    """Opens portal pages with our own configuration, which `sync` makes and keeps."""

    def __init__(self, client: stripe.StripeClient) -> None:
        self._client = client
        self._configuration = ""

    async def open(self, customer: str, return_url: str, flow: str) -> str:
        """The address of a page for this customer; before the first sync, Stripe's default configuration decides."""
        if not self._configuration and (found := await self._find()):
            self._configuration = found.id
        params: Any = {"customer": customer, "return_url": return_url}
        if self._configuration:
            params["configuration"] = self._configuration
        if flow:
            params["flow_data"] = {"type": flow}
        return (await self._client.v1.billing_portal.sessions.create_async(params)).url

    async def sync(self, wanted: Mapping[str, Any], *, dry_run: bool) -> Sequence[str]:
        """Make the configuration, or change what of it is other than wanted. Twice changes nothing.

        Everything else of it is whatever was set in Stripe's dashboard.
        """
        profile: Any = {"headline": wanted["headline"]}
        features = _features(wanted)
        found = await self._find()
        configurations = self._client.v1.billing_portal.configurations
        if found is None:
            if not dry_run:
                name, value = _OURS
                made: Any = {"business_profile": profile, "features": features, "metadata": {name: value}}
                await configurations.create_async(made, key_of("portal", made))
            return ["Configure the customer portal"]
        other: Any = {name: said for name, said in features.items() if not _agrees(get(found, "features", name), said)}
        same_words = _agrees(found.business_profile, profile)
        if same_words and not other:
            return []
        if not dry_run:
            changes: Any = ({"features": other} if other else {}) | (
                {} if same_words else {"business_profile": profile}
            )
            await configurations.update_async(found.id, changes, key_of("portal", changes, found))
        return [f"Change the customer portal: {', '.join([*([] if same_words else profile), *other])}"]

    async def _find(self) -> stripe.billing_portal.Configuration | None:
        name, value = _OURS
        page = await self._client.v1.billing_portal.configurations.list_async({"active": True, "limit": 100})
        async for found in page.auto_paging_iter():
            if metadata(found, name) == value:
                return found
        return None


def _features(wanted: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "customer_update": {"enabled": True, "allowed_updates": sorted(wanted["customer_may_change"])},
        "invoice_history": _ON,
        "payment_method_update": _ON,
        "subscription_cancel": _OFF,
        "subscription_update": _OFF,
    }


def _agrees(known: Any, wanted: Mapping[str, Any]) -> bool:
    """Whether Stripe has what is wanted; it may have more."""
    return all(_plain(get(known, name)) == said for name, said in wanted.items())


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, list) else value
