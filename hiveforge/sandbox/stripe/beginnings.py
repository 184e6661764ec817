"""A subscription as it is when it begins."""

from .periods import DAY
from .store import Object, Store


def begun(store: Store, name: str, items: list[Object], params: Object, trial_end: int | None) -> Object:
    """Trialing until `trial_end`, or active at once."""
    return {
        "id": name, "object": "subscription", "application": None, "application_fee_percent": None,
        "automatic_tax": {"disabled_reason": None, "enabled": False, "liability": None},
        "billing_cycle_anchor": trial_end or store.now, "billing_cycle_anchor_config": None,
        "billing_mode": {"type": "flexible", "flexible": {"proration_discounts": "included"}, "updated_at": store.now},
        "billing_schedules": [], "billing_thresholds": None, "cancel_at": None, "cancel_at_period_end": False,
        "canceled_at": None, "cancellation_details": {"comment": None, "feedback": None, "reason": None},
        "collection_method": "charge_automatically", "created": store.now, "currency": items[0]["price"]["currency"],
        "customer": params["customer"], "customer_account": None, "days_until_due": None, "default_source": None,
        "default_payment_method": params.get("default_payment_method"), "default_tax_rates": [],
        "description": params.get("description"), "discounts": [], "ended_at": None,
        "invoice_settings": {"account_tax_ids": None, "issuer": {"type": "self"}},
        "items": {"object": "list", "data": items, "has_more": False, "url": f"/v1/subscription_items?subscription={name}"},
        "latest_invoice": None, "livemode": False, "metadata": params.get("metadata") or {},
        "next_pending_invoice_item_invoice": None, "on_behalf_of": None, "pause_collection": None,
        "payment_settings": {
            "payment_method_options": None, "payment_method_types": None, "save_default_payment_method": "off",
        },
        "pending_invoice_item_interval": None, "pending_setup_intent": None, "pending_update": None, "schedule": None,
        "start_date": store.now, "status": "trialing" if trial_end else "active", "test_clock": None,
        "transfer_data": None, "trial_end": trial_end, "trial_start": store.now if trial_end else None,
        "trial_settings": {"end_behavior": {"missing_payment_method": "create_invoice"}},
    }  # fmt: skip


def trial_end_of(store: Store, params: Object) -> int | None:
    """When the trial that was asked for ends; None without one."""
    if isinstance(params.get("trial_end"), int):
        return params["trial_end"]
    days = params.get("trial_period_days")
    return store.now + days * DAY if days else None
