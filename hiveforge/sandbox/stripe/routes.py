"""Which address does what. Each is in the vendored description, so that what is sent there is checked."""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select

from . import catalogue, checkout, customers, metering, paying, portal, previews, subscriptions
from .errors import Refusal, declined, missing
from .invoices import require_open
from .listing import page
from .models import StripeEvent
from .store import Object, Store

Act = Callable[[Store, str, Object], Awaitable[Object]]


@dataclass(frozen=True, slots=True)
class Route:
    """`template` is written as the description writes it."""

    method: str
    template: str
    act: Act

    def match(self, method: str, path: str) -> str | None:
        """The id in the path, empty for an address without one; None when this is another address."""
        pattern = re.sub(r"\{\w+\}", r"([^/]+)", self.template)
        found = re.fullmatch(pattern, path) if method == self.method else None
        return (found.groups() or ("",))[0] if found else None


def _create(act: Callable[[Store, Object], Awaitable[Object]]) -> Act:
    return lambda store, _name, params: act(store, params)


def _retrieve(kind: str) -> Act:
    return lambda store, name, _params: store.get(kind, name)


def _list(kind: str, url: str, *filters: str) -> Act:
    async def act(store: Store, _name: str, params: Object) -> Object:
        things = await store.all(kind)
        for name in filters:
            if name in params:
                things = [each for each in things if each.get(name) == params[name]]
        return page([each for each in things if not each.get("deleted")], params, url)

    return act


async def _prices(store: Store, _name: str, params: Object) -> Object:
    found: Sequence[Object] = await store.all("price")
    if keys := params.get("lookup_keys"):
        found = [each for each in found if each["lookup_key"] in keys]
    for name in ("active", "product", "type", "currency"):
        if name in params:
            found = [each for each in found if each[name] == params[name]]
    return page(found, params, "/v1/prices")


async def _products(store: Store, _name: str, params: Object) -> Object:
    found: Sequence[Object] = await store.all("product")
    if "ids" in params:
        found = [each for each in found if each["id"] in params["ids"]]
    if "active" in params:
        found = [each for each in found if each["active"] == params["active"]]
    return page(found, params, "/v1/products")


async def _subscriptions(store: Store, _name: str, params: Object) -> Object:
    found = await store.all("subscription", params.get("customer", ""))
    wanted = params.get("status")
    if wanted is None:
        found = [each for each in found if each["status"] not in {"canceled", "incomplete_expired"}]
    elif wanted == "ended":
        found = [each for each in found if each["status"] in {"canceled", "incomplete_expired"}]
    elif wanted != "all":
        found = [each for each in found if each["status"] == wanted]
    if "price" in params:
        found = [each for each in found if any(i["price"]["id"] == params["price"] for i in each["items"]["data"])]
    return page(found, params, "/v1/subscriptions")


async def _invoices(store: Store, _name: str, params: Object) -> Object:
    from .invoices import subscription_of

    found = await store.all("invoice", params.get("customer", ""))
    if "subscription" in params:
        found = [each for each in found if subscription_of(each) == params["subscription"]]
    if "status" in params:
        found = [each for each in found if each["status"] == params["status"]]
    return page(found, params, "/v1/invoices")


async def _begin(store: Store, _name: str, params: Object) -> Object:
    return await subscriptions.begin(store, params)


async def _pay(store: Store, name: str, params: Object) -> Object:
    invoice = await store.get("invoice", name)
    require_open(invoice)
    method = await store.get("payment_method", params["payment_method"]) if "payment_method" in params else None
    if failure := await paying.settle(store, invoice, method):
        refusal = declined(failure)
        return {"_status": refusal.status, **refusal.body()}
    return invoice


async def _expire(store: Store, name: str, _params: Object) -> Object:
    return await checkout.expire(store, name)


async def _line_items(store: Store, name: str, params: Object) -> Object:
    session = await store.get("checkout.session", name)
    return page(
        [{"created": 0, **each} for each in session["_lines"]], params, f"/v1/checkout/sessions/{name}/line_items"
    )


async def _summaries(store: Store, name: str, params: Object) -> Object:
    found = await metering.summaries(store, name, params)
    return page(found, {**params}, f"/v1/billing/meters/{name}/event_summaries")


async def _delete_customer(store: Store, name: str, _params: Object) -> Object:
    return await customers.delete(store, name)


async def _update_customer(store: Store, name: str, params: Object) -> Object:
    customers.living(await store.get("customer", name))
    return await customers.update(store, name, params)


async def _events(store: Store, _name: str, params: Object) -> Object:
    rows = (await store.db.exec(select(StripeEvent).order_by(col(StripeEvent.sequence).desc()))).all()
    kinds = params.get("types") or ([params["type"]] if "type" in params else [])
    return page([row.body for row in rows if not kinds or row.kind in kinds], params, "/v1/events")


async def _event(store: Store, name: str, _params: Object) -> Object:
    row = (await store.db.exec(select(StripeEvent).where(col(StripeEvent.stripe_id) == name))).first()
    if row is None:
        raise missing("event", name)
    return row.body


async def _attach(store: Store, name: str, params: Object) -> Object:
    method = await store.get("payment_method", name)
    if method["customer"] != params.get("customer"):
        raise Refusal("This payment method belongs to another customer.", param="customer")
    return method


async def _payment_method(_store: Store, _name: str, _params: Object) -> Object:
    raise Refusal("Cards are entered on the stand-in's own pages, never sent to its API.", param="card")


def _both(method_path: str, kind: str, act: Any, *filters: str, listing: Act | None = None) -> tuple[Route, Route]:
    return Route("POST", method_path, _create(act)), Route(
        "GET", method_path, listing or _list(kind, method_path, *filters)
    )


ROUTES = (
    *_both("/v1/customers", "customer", customers.create, "email"),
    Route("GET", "/v1/customers/{customer}", _retrieve("customer")),
    Route("POST", "/v1/customers/{customer}", _update_customer),
    Route("DELETE", "/v1/customers/{customer}", _delete_customer),
    *_both("/v1/products", "product", catalogue.create_product, listing=_products),
    Route("GET", "/v1/products/{id}", _retrieve("product")),
    Route("POST", "/v1/products/{id}", catalogue.update_product),
    *_both("/v1/prices", "price", catalogue.create_price, listing=_prices),
    Route("GET", "/v1/prices/{price}", _retrieve("price")),
    Route("POST", "/v1/prices/{price}", catalogue.update_price),
    *_both("/v1/coupons", "coupon", catalogue.create_coupon),
    Route("GET", "/v1/coupons/{coupon}", _retrieve("coupon")),
    *_both("/v1/promotion_codes", "promotion_code", catalogue.create_promotion_code, "code", "active", "customer"),
    Route("GET", "/v1/promotion_codes/{promotion_code}", _retrieve("promotion_code")),
    *_both("/v1/checkout/sessions", "checkout.session", checkout.create, "customer", "status", "subscription"),
    Route("GET", "/v1/checkout/sessions/{session}", _retrieve("checkout.session")),
    Route("GET", "/v1/checkout/sessions/{session}/line_items", _line_items),
    Route("POST", "/v1/checkout/sessions/{session}/expire", _expire),
    Route("POST", "/v1/subscriptions", _begin),
    Route("GET", "/v1/subscriptions", _subscriptions),
    Route("GET", "/v1/subscriptions/{subscription_exposed_id}", _retrieve("subscription")),
    Route("POST", "/v1/subscriptions/{subscription_exposed_id}", subscriptions.change),
    Route("DELETE", "/v1/subscriptions/{subscription_exposed_id}", subscriptions.cancel),
    Route("POST", "/v1/invoices/create_preview", _create(previews.preview)),
    Route("GET", "/v1/invoices", _invoices),
    Route("GET", "/v1/invoices/{invoice}", _retrieve("invoice")),
    Route("POST", "/v1/invoices/{invoice}/pay", _pay),
    Route("POST", "/v1/payment_methods", _payment_method),
    Route("GET", "/v1/payment_methods", _list("payment_method", "/v1/payment_methods", "customer", "type")),
    Route("GET", "/v1/payment_methods/{payment_method}", _retrieve("payment_method")),
    Route("POST", "/v1/payment_methods/{payment_method}/attach", _attach),
    *_both("/v1/setup_intents", "setup_intent", portal.create_setup_intent, "customer"),
    Route("GET", "/v1/setup_intents/{intent}", _retrieve("setup_intent")),
    *_both(
        "/v1/billing_portal/configurations",
        "billing_portal.configuration",
        portal.create_configuration,
        "active",
        "is_default",
    ),
    Route("GET", "/v1/billing_portal/configurations/{configuration}", _retrieve("billing_portal.configuration")),
    Route("POST", "/v1/billing_portal/configurations/{configuration}", portal.update_configuration),
    Route("POST", "/v1/billing_portal/sessions", _create(portal.create_session)),
    *_both("/v1/billing/meters", "billing.meter", metering.create_meter, "status"),
    Route("GET", "/v1/billing/meters/{id}", _retrieve("billing.meter")),
    Route("POST", "/v1/billing/meters/{id}", metering.update_meter),
    Route("POST", "/v1/billing/meter_events", _create(metering.create_meter_event)),
    Route("GET", "/v1/billing/meters/{id}/event_summaries", _summaries),
    *_both("/v1/webhook_endpoints", "webhook_endpoint", portal.create_endpoint),
    Route("GET", "/v1/events", _events),
    Route("GET", "/v1/events/{id}", _event),
)
