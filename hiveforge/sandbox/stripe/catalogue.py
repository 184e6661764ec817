"""What can be bought: products, prices, coupons, promotion codes, meters."""

from .customers import merged
from .errors import Refusal, missing
from .store import Object, Store, new_id


async def create_product(store: Store, params: Object) -> Object:
    if "default_price_data" in params:
        raise Refusal("The stand-in makes prices with /v1/prices only.", param="default_price_data")
    name = params.get("id") or new_id("prod")
    if await store.find(name):
        raise Refusal(f"Product already exists: {name}", code="resource_already_exists", param="id")
    product = {
        "id": name, "object": "product", "active": params.get("active", True), "created": store.now,
        "updated": store.now, "default_price": None, "description": params.get("description"), "images": [],
        "livemode": False, "marketing_features": params.get("marketing_features") or [],
        "metadata": params.get("metadata") or {}, "name": params["name"], "package_dimensions": None, "shippable": None,
        "statement_descriptor": None, "tax_code": params.get("tax_code"), "type": "service",
        "unit_label": params.get("unit_label"), "url": params.get("url"),
    }  # fmt: skip
    await store.save(product)
    await store.emit("product.created", product)
    return product


async def update_product(store: Store, product_id: str, params: Object) -> Object:
    product = await store.get("product", product_id)
    before = {name: product.get(name) for name in params}
    for name in ("name", "description", "active", "unit_label", "url", "marketing_features"):
        if name in params:
            product[name] = params[name] if params[name] != "" else None
    if "metadata" in params:
        product["metadata"] = merged(product["metadata"], params["metadata"])
    product["updated"] = store.now
    await store.save(product)
    await store.emit("product.updated", product, before)
    return product


async def create_price(store: Store, params: Object) -> Object:
    named = params.get("product") or (await create_product(store, params.get("product_data") or {}))["id"]
    product = await store.get("product", named, "product")
    recurring = params.get("recurring")
    if recurring:
        recurring = {
            "interval": recurring["interval"], "interval_count": recurring.get("interval_count", 1),
            "meter": recurring.get("meter"), "trial_period_days": None,
            "usage_type": recurring.get("usage_type", "licensed"),
        }  # fmt: skip
        if recurring["meter"]:
            await store.get("billing.meter", recurring["meter"], "recurring[meter]")
    key = params.get("lookup_key")
    await _free_lookup_key(store, key, transfer=bool(params.get("transfer_lookup_key")))
    decimal = params.get("unit_amount_decimal")
    amount = params.get("unit_amount")
    if amount is None and decimal is None:
        raise Refusal("Missing required param: unit_amount.", code="parameter_missing", param="unit_amount")
    price = {
        "id": new_id("price"), "object": "price", "active": params.get("active", True), "billing_scheme": "per_unit",
        "created": store.now, "currency": params["currency"], "custom_unit_amount": None, "livemode": False,
        "lookup_key": key, "metadata": params.get("metadata") or {}, "nickname": params.get("nickname"),
        "product": product["id"], "_name": product["name"], "recurring": recurring, "tax_behavior": params.get("tax_behavior", "unspecified"),
        "tiers_mode": None, "transform_quantity": params.get("transform_quantity"),
        "type": "recurring" if recurring else "one_time", "unit_amount": amount,
        "unit_amount_decimal": str(decimal if decimal is not None else amount),
    }  # fmt: skip
    await store.save(price)
    await store.emit("price.created", price)
    return price


async def update_price(store: Store, price_id: str, params: Object) -> Object:
    price = await store.get("price", price_id)
    before = {name: price.get(name) for name in params if name in price}
    if "lookup_key" in params:
        await _free_lookup_key(store, params["lookup_key"], transfer=bool(params.get("transfer_lookup_key")))
    for name in ("active", "nickname", "lookup_key", "tax_behavior"):
        if name in params:
            price[name] = params[name] if params[name] != "" else None
    if "metadata" in params:
        price["metadata"] = merged(price["metadata"], params["metadata"])
    await store.save(price)
    await store.emit("price.updated", price, before)
    return price


async def create_coupon(store: Store, params: Object) -> Object:
    coupon = {
        "id": params.get("id") or new_id("co"), "object": "coupon", "amount_off": params.get("amount_off"),
        "created": store.now, "currency": params.get("currency"), "duration": params.get("duration", "once"),
        "duration_in_months": params.get("duration_in_months"), "livemode": False,
        "max_redemptions": params.get("max_redemptions"), "metadata": params.get("metadata") or {},
        "name": params.get("name"), "percent_off": params.get("percent_off"), "redeem_by": params.get("redeem_by"),
        "times_redeemed": 0, "valid": True,
    }  # fmt: skip
    if (coupon["amount_off"] is None) == (coupon["percent_off"] is None):
        raise Refusal("You must pass either `percent_off` or `amount_off`, and not both.", param="percent_off")
    if await store.find(coupon["id"]):
        raise Refusal("Coupon already exists.", code="resource_already_exists", param="id")
    await store.save(coupon)
    await store.emit("coupon.created", coupon)
    return coupon


async def create_promotion_code(store: Store, params: Object) -> Object:
    coupon = params["promotion"]["coupon"]
    await store.get("coupon", coupon, "promotion[coupon]")
    code = params.get("code") or new_id("x")[2:10].upper()
    if await usable_code(store, code):
        raise Refusal("An active promotion code with this code already exists.", param="code")
    promotion = {
        "id": new_id("promo"), "object": "promotion_code", "active": params.get("active", True), "code": code,
        "created": store.now, "customer": params.get("customer"), "expires_at": params.get("expires_at"),
        "livemode": False, "max_redemptions": params.get("max_redemptions"), "metadata": params.get("metadata") or {},
        "promotion": {"type": "coupon", "coupon": coupon}, "times_redeemed": 0,
        "restrictions": {"first_time_transaction": False, "minimum_amount": None, "minimum_amount_currency": None},
    }  # fmt: skip
    await store.save(promotion)
    await store.emit("promotion_code.created", promotion)
    return promotion


async def usable_code(store: Store, code: str) -> Object | None:
    """The promotion code that somebody may still use, whatever its case."""
    for each in await store.all("promotion_code"):
        spent = each["max_redemptions"] is not None and each["times_redeemed"] >= each["max_redemptions"]
        over = each["expires_at"] is not None and each["expires_at"] <= store.now
        if each["code"].lower() == code.strip().lower() and each["active"] and not spent and not over:
            return each
    return None


async def price_of(store: Store, price_id: str, param: str) -> Object:
    price = await store.find(price_id)
    if price is None or price["object"] != "price":
        raise missing("price", price_id, param)
    if not price["active"]:
        raise Refusal(f"The price specified is inactive: {price_id}", param=param)
    return price


async def _free_lookup_key(store: Store, key: str | None, *, transfer: bool) -> None:
    if not key:
        return
    for other in await store.all("price"):
        if other["lookup_key"] == key:
            if not transfer:
                raise Refusal("A price already uses that lookup key.", param="lookup_key")
            other["lookup_key"] = None
            await store.save(other)
            await store.emit("price.updated", other, {"lookup_key": key})
