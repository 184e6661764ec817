"""An invoice as a page and as a PDF. Whoever knows its address may read it, as at Stripe."""

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from hiveforge.sandbox.stripe import paying
from hiveforge.sandbox.stripe.errors import Refusal
from hiveforge.sandbox.stripe.invoices import PAGES
from hiveforge.sandbox.stripe.store import Object, opened

from . import html, pdf

router = APIRouter(prefix=PAGES)
_TITLE = "Test invoice: no real payment"


@router.get("/invoices/{invoice}", response_model=None)
async def show(invoice: str) -> Response:
    return await _page(invoice)


@router.post("/invoices/{invoice}", response_model=None)
async def pay(request: Request, invoice: str) -> Response:
    """Pay it with the chosen card, and show it again."""
    fields = await html.sent(request)
    try:
        await paying.pay_invoice(invoice, fields.get("card", ""))
    except Refusal as refusal:
        return await _page(invoice, fields.get("card", ""), refusal.message, refusal.status)
    return RedirectResponse(f"{PAGES}/invoices/{invoice}", 303)


async def _page(invoice: str, card: str = "", problem: str = "", status: int = 200) -> Response:
    found = await _find(invoice)
    if found is None:
        return html.document(_TITLE, "<p>There is no such invoice.</p>", 404)
    pairs = [(text, amount) for text, amount in _rows(found)]
    body = html.section(f"Invoice {found['number']}", html.facts(pairs), f"<p>Status: {found['status']}</p>")
    body += html.link(found["invoice_pdf"], "Download PDF")
    if found["status"] == "open":
        payment = html.form(html.cards(card), html.button("Pay", "pay"), to=f"{PAGES}/invoices/{invoice}")
        body += html.section("Payment", payment)
    return html.document(_TITLE, html.alert(problem) + body, status)


@router.get("/invoices/{invoice}/pdf", response_model=None)
async def download(invoice: str) -> Response:
    found = await _find(invoice)
    if found is None:
        return html.document("Test invoice", "<p>There is no such invoice.</p>", 404)
    head = [f"Test invoice {found['number']}: no real payment", f"Date: {html.day(found['created'])}"]
    head += [f"For: {found['customer_name'] or found['customer_email'] or found['customer']}", ""]
    lines = [*head, *(f"{text}: {amount}" for text, amount in _rows(found)), "", f"Status: {found['status']}"]
    name = f'inline; filename="{found["number"]}.pdf"'
    return Response(pdf.render(lines), media_type="application/pdf", headers={"Content-Disposition": name})


async def _find(name: str) -> Object | None:
    async with opened(writes=False) as store:
        found = await store.find(name)
    return found if found and found["object"] == "invoice" and found["number"] else None


def _rows(invoice: Object) -> list[tuple[str, str]]:
    currency = invoice["currency"]
    rows = [(each["description"] or "", html.money(each["amount"], currency)) for each in invoice["lines"]["data"]]
    if off := invoice["subtotal"] - invoice["total"]:
        rows.append(("Discount", html.money(-off, currency)))
    return [
        *rows,
        ("Total", html.money(invoice["total"], currency)),
        ("Due", html.money(invoice["amount_remaining"], currency)),
    ]
