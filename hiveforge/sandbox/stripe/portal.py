"""Sessions of the customer portal, its configuration, setup intents and webhook endpoints."""

from typing import Any

from hiveforge.core.settings import settings

from .customers import living, merged
from .errors import Refusal
from .invoices import PAGES
from .store import Object, Store, new_id

_PROFILE = ("headline", "privacy_policy_url", "terms_of_service_url")
_REASONS = [
    "too_expensive",
    "missing_features",
    "switched_service",
    "unused",
    "customer_service",
    "too_complex",
    "low_quality",
    "other",
]


async def create_configuration(store: Store, params: Object) -> Object:
    default = not await store.all("billing_portal.configuration")
    configuration = {
        "id": new_id("bpc"), "object": "billing_portal.configuration", "active": True, "application": None,
        "business_profile": dict.fromkeys(_PROFILE), "created": store.now, "default_return_url": None,
        "features": _features(params["features"]), "is_default": default, "livemode": False,
        "login_page": {"enabled": False, "url": None}, "metadata": {}, "name": None, "updated": store.now,
    }  # fmt: skip
    return await store.save(_named(configuration, params))


async def update_configuration(store: Store, name: str, params: Object) -> Object:
    """What is not named stays as it is, feature by feature."""
    configuration = _named(await store.get("billing_portal.configuration", name), params)
    wanted = params.get("features") or {}
    _refuse_plans(wanted)
    for feature, said in wanted.items():
        configuration["features"][feature] |= said
    configuration |= {"active": params.get("active", configuration["active"]), "updated": store.now}
    return await store.save(configuration)


async def create_session(store: Store, params: Object) -> Object:
    if "customer" not in params:
        raise Refusal("Missing required param: customer.", code="parameter_missing", param="customer")
    living(await store.get("customer", params["customer"], "customer"))
    configurations = await store.all("billing_portal.configuration")
    if name := params.get("configuration"):
        configuration = await store.get("billing_portal.configuration", name, "configuration")
    elif configurations:
        configuration = configurations[-1]
    else:
        configuration = await create_configuration(store, {"features": {}})
    name = new_id("bps")
    session = {
        "id": name, "object": "billing_portal.session", "configuration": configuration["id"], "created": store.now,
        "customer": params["customer"], "flow": _flow(params.get("flow_data")), "livemode": False,
        "locale": params.get("locale"), "on_behalf_of": None, "return_url": params.get("return_url"),
        "url": f"{settings().origin}{PAGES}/portal/{name}",
    }  # fmt: skip
    return await store.save(session)


async def create_setup_intent(store: Store, params: Object) -> Object:
    name = new_id("seti")
    intent = {
        "id": name, "object": "setup_intent", "application": None, "cancellation_reason": None, "created": store.now,
        "client_secret": f"{name}_secret_{new_id('x')[2:]}", "customer": params.get("customer"), "description": None,
        "flow_directions": None, "last_setup_error": None, "latest_attempt": None, "livemode": False, "mandate": None,
        "metadata": params.get("metadata") or {}, "next_action": None, "on_behalf_of": None, "payment_method": None,
        "payment_method_options": None, "payment_method_types": ["card"], "single_use_mandate": None,
        "status": "requires_payment_method", "usage": params.get("usage", "off_session"),
    }  # fmt: skip
    await store.save(intent)
    await store.emit("setup_intent.created", intent)
    return intent


async def create_endpoint(store: Store, params: Object) -> Object:
    """Kept for what the product may ask. Events go to the product's own address, whatever endpoints say."""
    from .delivery import webhook_secret

    endpoint = {
        "id": new_id("we"), "object": "webhook_endpoint", "api_version": params.get("api_version"), "application": None,
        "created": store.now, "description": params.get("description"), "enabled_events": params["enabled_events"],
        "livemode": False, "metadata": params.get("metadata") or {}, "status": "enabled", "url": params["url"],
    }  # fmt: skip
    await store.save(endpoint)
    return {**endpoint, "secret": webhook_secret()}


def _named(configuration: Object, params: Object) -> Object:
    """With the words and labels that were sent."""
    for field, said in (params.get("business_profile") or {}).items():
        configuration["business_profile"][field] = said or None
    for field in ("default_return_url", "name"):
        if field in params:
            configuration[field] = params[field] or None
    if "metadata" in params:
        configuration["metadata"] = merged(configuration["metadata"], params["metadata"])
    return configuration


def _refuse_plans(wanted: Object) -> None:
    if (wanted.get("subscription_update") or {}).get("enabled"):
        raise Refusal("The stand-in's portal changes no plans.", param="features[subscription_update][enabled]")


def _features(wanted: Object) -> dict[str, Any]:
    _refuse_plans(wanted)
    cancel, update = wanted.get("subscription_cancel") or {}, wanted.get("customer_update") or {}
    allowed = update.get("allowed_updates")
    return {
        "customer_update": {"allowed_updates": allowed or ["address", "tax_id"], "enabled": update.get("enabled", True)},
        "invoice_history": {"enabled": (wanted.get("invoice_history") or {}).get("enabled", True)},
        "payment_method_update": {
            "enabled": (wanted.get("payment_method_update") or {}).get("enabled", True),
            "payment_method_configuration": None,
        },
        "subscription_cancel": {
            "cancellation_reason": {"enabled": False, "options": _REASONS}, "enabled": cancel.get("enabled", False),
            "mode": cancel.get("mode", "at_period_end"), "proration_behavior": "none",
        },
        "subscription_update": {
            "billing_cycle_anchor": None, "default_allowed_updates": [], "enabled": False, "products": None,
            "proration_behavior": "none", "trial_update_behavior": "end_trial",
            "schedule_at_period_end": {"conditions": []},
        },
    }  # fmt: skip


def _flow(asked: Any) -> Object | None:
    if not asked:
        return None
    if asked["type"] != "payment_method_update":
        raise Refusal("The stand-in knows the flow payment_method_update only.", param="flow_data[type]")
    done = {"type": "portal_homepage", "redirect": None, "hosted_confirmation": None}
    if (asked.get("after_completion") or {}).get("type") == "redirect":
        address = asked["after_completion"]["redirect"]["return_url"]
        done = {"type": "redirect", "redirect": {"return_url": address}, "hosted_confirmation": None}
    return {
        "type": "payment_method_update", "after_completion": done, "subscription_cancel": None,
        "subscription_update": None, "subscription_update_confirm": None,
    }  # fmt: skip
