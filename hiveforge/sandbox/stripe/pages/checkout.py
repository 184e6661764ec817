"""The checkout page: what is bought, a test card, and the way back."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from hiveforge.sandbox.stripe import paying
from hiveforge.sandbox.stripe.clock import catch_up
from hiveforge.sandbox.stripe.errors import Refusal
from hiveforge.sandbox.stripe.invoices import PAGES, discount
from hiveforge.sandbox.stripe.store import Object, Store, opened

from . import html

TITLE = "Test checkout: no real payment, no Stripe account"
router = APIRouter(prefix=PAGES)


@router.get("/checkout/{session}", response_model=None)
async def show(session: str) -> Response:
    return await _page(session)


@router.post("/checkout/{session}", response_model=None)
async def pay(request: Request, session: str) -> Response:
    """Pay, or apply a promotion code, and say on the same page what went wrong."""
    fields = await html.sent(request)
    try:
        if fields.get("action") == "code":
            await _redeem(session, fields.get("promotion_code", ""))
            return await _page(session, fields)
        card = fields.get("number") or fields.get("card", "")
        code = fields.get("promotion_code", "")
        done = await paying.pay_checkout(session, card, promotion_code=code, **html.holder(fields))
    except Refusal as refusal:
        if refusal.more.get("code") == "authentication_required":
            return _authentication(session, fields)
        return await _page(session, fields, refusal.message, refusal.status)
    return _back(done)


@router.post("/checkout/{session}/authenticate", response_model=None)
async def authenticate(request: Request, session: str) -> Response:
    """The bank's extra step, passed or failed."""
    fields = await html.sent(request)
    if fields.get("action") != "complete":
        return await _page(
            session, fields, "We could not authenticate your card. Choose another one, or try again.", 402
        )
    try:
        code = fields.get("promotion_code", "")
        done = await paying.authenticate_checkout(session, promotion_code=code, **html.holder(fields))
    except Refusal as refusal:
        return await _page(session, fields, refusal.message, refusal.status)
    return _back(done)


def _back(session: Object) -> Response:
    return RedirectResponse(session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"]), 303)


async def _redeem(session: str, code: str) -> None:
    async with opened() as store:
        found = await paying.require_open(store, session)
        await paying.apply_code(store, found, code)
        await store.save(found)


async def _page(session_id: str, fields: Object | None = None, problem: str = "", status: int = 200) -> Response:
    fields = fields or {}
    async with opened() as store:
        await catch_up(store)
        session = await store.find(session_id)
        if session is None or session["object"] != "checkout.session":
            return html.document(TITLE, "<p>There is no such checkout.</p>", 404)
        summary = await _summary(store, session)
    if session["status"] != "open":
        return _closed(session)
    trial = session["_subscription_data"].get("trial_period_days")
    codes = session["allow_promotion_codes"] and not session.get("_coupon")
    code = html.section(
        "Promotion code",
        html.field("promotion_code", "Promotion code", fields.get("promotion_code", "")),
        html.button("Apply", "code", quiet=True),
    )
    payment = html.section(
        "Payment",
        html.cards(fields.get("card", "")),
        html.field("number", "Or type a test card's number", fields.get("number", ""), complete="cc-number"),
    )
    details = html.section("Billing details", html.holder_fields(fields, tax=session["tax_id_collection"]["enabled"]))
    # The first button is the one that Enter presses, so the code's own comes after it.
    paying_form = html.form(
        payment, details, html.button("Start trial" if trial else "Pay", "pay"), code if codes else "",
        to=f"{PAGES}/checkout/{session_id}",
    )  # fmt: skip
    cancel = f"<p>{html.link(session['cancel_url'], 'Cancel and go back')}</p>" if session["cancel_url"] else ""
    body = html.alert(problem) + html.section("Order", summary) + paying_form + cancel
    return html.document(TITLE, body, status)


async def _summary(store: Store, session: Object) -> str:
    currency, trial = session["currency"], session["_subscription_data"].get("trial_period_days")
    pairs = []
    for each in session["_lines"]:
        recurring = each["price"]["recurring"]
        every = f" per {recurring['interval']}" if recurring else ""
        if each["quantity"] is None:
            pairs.append((f"{each['description']}, by usage{every}", "billed later"))
        else:
            pairs.append(
                (f"{each['description']} × {each['quantity']}{every}", html.money(each["amount_total"], currency))
            )
    total = sum(each["amount_total"] for each in session["_lines"])
    coupon = await store.find(session.get("_coupon") or "")
    if off := discount(coupon, total):
        pairs.append(("Discount", html.money(-off, currency)))
    if trial:
        pairs.append((f"Free trial of {trial} days, then", html.money(total - off, currency)))
    pairs.append(("Total due today", html.money(0 if trial else total - off, currency)))
    return html.facts(pairs)


def _closed(session: Object) -> Response:
    if session["status"] == "complete":
        address = session["success_url"].replace("{CHECKOUT_SESSION_ID}", session["id"])
        return html.document(TITLE, html.section("Already paid", f"<p>{html.link(address, 'Go on')}</p>"))
    back = session["cancel_url"] or ""
    words = "<p>This checkout has expired. Nothing was charged.</p>"
    return html.document(TITLE, html.section("Expired", words, f"<p>{html.link(back, 'Go back')}</p>"), 410)


def _authentication(session: str, fields: Object) -> Response:
    kept = "".join(html.hidden(name, value) for name, value in fields.items() if name != "action")
    words = "<p>Your bank asks whether this is really you. This is a simulated bank.</p>"
    buttons = html.button("Complete authentication", "complete") + html.button(
        "Fail authentication", "fail", quiet=True
    )
    step = html.form(kept, buttons, to=f"{PAGES}/checkout/{session}/authenticate")
    return html.document(TITLE, html.section("Authentication", words, step))
