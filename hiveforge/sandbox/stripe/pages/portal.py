"""The customer portal: card, billing address, tax id, invoices, cancellation. Whoever knows its address may use it."""

from html import escape

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from hiveforge.sandbox.stripe import customers, paying, subscriptions
from hiveforge.sandbox.stripe.clock import catch_up
from hiveforge.sandbox.stripe.errors import Refusal
from hiveforge.sandbox.stripe.invoices import PAGES
from hiveforge.sandbox.stripe.items import name_of
from hiveforge.sandbox.stripe.store import Object, opened

from . import html

TITLE = "Test billing portal: no real payment, no Stripe account"
router = APIRouter(prefix=PAGES)


@router.get("/portal/{session}", response_model=None)
async def show(session: str) -> Response:
    return await _page(session)


@router.post("/portal/{session}", response_model=None)
async def act(request: Request, session: str) -> Response:
    """Do what the pressed button says, and show the page again or go back to the product."""
    fields = await html.sent(request)
    try:
        back = await _act(session, fields)
    except Refusal as refusal:
        return await _page(session, refusal.message, refusal.status)
    return RedirectResponse(back or f"{PAGES}/portal/{session}", 303)


async def _act(name: str, fields: Object) -> str:
    async with opened() as store:
        await catch_up(store)
        session = await store.get("billing_portal.session", name)
    action, _, target = fields.get("action", "").partition(":")
    match action:
        case "card":
            await paying.use_card(session["customer"], fields.get("number") or fields.get("card", ""))
            done = (session["flow"] or {}).get("after_completion") or {}
            return (done.get("redirect") or {}).get("return_url") or ""
        case "details":
            await _save_details(session["customer"], fields)
        case "pay":
            await _own(session, "invoice", target)
            await paying.pay_invoice(target)
        case "cancel" | "resume":
            await _own(session, "subscription", target)
            await _end_or_resume(session, target, ends=action == "cancel")
    return ""


async def _own(session: Object, kind: str, name: str) -> None:
    """Refuse what belongs to another customer, as if it were not there."""
    async with opened() as store:
        found = await store.get(kind, name)
        if found["customer"] != session["customer"]:
            raise Refusal("There is no such thing.", status=404)


async def _end_or_resume(session: Object, name: str, *, ends: bool) -> None:
    async with opened() as store:
        await catch_up(store)
        configuration = await store.get("billing_portal.configuration", session["configuration"])
        if not configuration["features"]["subscription_cancel"]["enabled"]:
            raise Refusal("Cancel this subscription where you bought it.")
        await subscriptions.change(store, name, {"cancel_at_period_end": ends})


async def _save_details(customer: str, fields: Object) -> None:
    given = html.holder(fields)
    changes: Object = {"name": given["name"], "address": given["address"]}
    async with opened() as store:
        if given["tax_id"]:
            changes["tax_id_data"] = [{"type": "eu_vat", "value": given["tax_id"]}]
        await customers.update(store, customer, changes)


async def _page(name: str, problem: str = "", status: int = 200) -> Response:
    async with opened() as store:
        await catch_up(store)
        session = await store.find(name)
        if session is None or session["object"] != "billing_portal.session":
            return html.document(TITLE, "<p>There is no such page.</p>", 404)
        customer = await store.get("customer", session["customer"])
        if customer.get("deleted"):
            return html.document(TITLE, "<p>This customer was deleted.</p>", 404)
        invoices = await store.all("invoice", customer["id"])
        running = [each for each in await store.all("subscription", customer["id"]) if each["status"] != "canceled"]
        method = await store.find(customer["invoice_settings"]["default_payment_method"] or "")
        configuration = await store.get("billing_portal.configuration", session["configuration"])
    here = f"{PAGES}/portal/{name}"
    back = f"<p>{html.link(session['return_url'], 'Back')}</p>" if session["return_url"] else ""
    present = f"<p>Visa ending in {method['card']['last4']}</p>" if method else "<p>No card yet.</p>"
    card = html.section(
        "Payment method", present, html.form(html.cards(), html.button("Use this card", "card"), to=here)
    )
    body = html.alert(problem) + back + card
    if not session["flow"]:
        mutable = configuration["features"]["subscription_cancel"]["enabled"]
        body += html.section("Subscriptions", html.items([_subscription(s, here, mutable) for s in running], "None."))
        body += html.section("Invoices", html.items([_invoice(each, here) for each in invoices], "None yet."))
        body += html.section("Billing details", _details(customer, here))
    return html.document(TITLE, body, status)


def _subscription(subscription: Object, here: str, mutable: bool) -> str:
    ends = subscription["cancel_at_period_end"]
    until = f", ends on {html.day(subscription['cancel_at'])}" if ends else ""
    sold = ", ".join(
        f"{item['quantity']} × {name_of(item)}" if "quantity" in item else name_of(item)
        for item in subscription["items"]["data"]
    )
    words = f"<p>{escape(sold)}: {subscription['status'].replace('_', ' ')}{until}</p>"
    if not mutable:
        return words
    text, action = ("Resume", "resume") if ends else ("Cancel at period end", "cancel")
    return words + html.form(html.button(text, f"{action}:{subscription['id']}", quiet=True), to=here)


def _invoice(invoice: Object, here: str) -> str:
    text = (
        f"{invoice['number']} of {html.day(invoice['created'])}: {html.money(invoice['total'], invoice['currency'])}, "
    )
    links = f"{html.link(invoice['hosted_invoice_url'], 'View')} {html.link(invoice['invoice_pdf'], 'PDF')}"
    pay = html.form(html.button(f"Pay {invoice['number']}", f"pay:{invoice['id']}"), to=here)
    return f"<p>{text}{invoice['status']} · {links}</p>{pay if invoice['status'] == 'open' else ''}"


def _details(customer: Object, here: str) -> str:
    taxes = customer["_tax_ids"]
    fields = {**(customer["address"] or {}), "name": customer["name"]}
    known = f"<p>Tax ids: {html.escape(', '.join(each['value'] for each in taxes))}</p>" if taxes else ""
    return known + html.form(html.holder_fields(fields), html.button("Save", "details"), to=here)
