"""The hosted pages, as a browser without scripts sees them."""

import re
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI

from hiveforge.sandbox import stripe as sandbox

TITLE = "Test checkout: no real payment, no Stripe account"


@pytest.fixture
async def browser(account):
    app = FastAPI()
    app.include_router(sandbox.pages_router())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost:8000") as client:
        yield client


@pytest.fixture
async def session(account, prices):
    return await account.checkout.sessions.create_async({
        "mode": "subscription", "success_url": "http://localhost:8000/done?s={CHECKOUT_SESSION_ID}",
        "cancel_url": "http://localhost:8000/pricing", "allow_promotion_codes": True, "tax_id_collection": {"enabled": True},
        "line_items": [{"price": prices["pro_month"], "quantity": 2}, {"price": prices["credits"]}],
    })  # fmt: skip


async def test_the_checkout_shows_the_order_and_returns_after_payment(browser, session, account):
    page = await browser.get(session.url)
    assert f"<title>{TITLE}</title>" in page.text
    assert re.search(r"Total due today</dt><dd>40\.00 USD", page.text)
    assert "script" not in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    paid = await browser.post(
        session.url, data={"action": "pay", "card": sandbox.CARD, "name": "Ada", "tax_id": "DE123"}
    )
    assert (paid.status_code, paid.headers["location"]) == (303, f"http://localhost:8000/done?s={session.id}")
    done = await account.checkout.sessions.retrieve_async(session.id)
    assert (done.status, done.customer_details.tax_ids[0].value) == ("complete", "DE123")
    assert "Already paid" in (await browser.get(session.url)).text


async def test_a_declined_card_keeps_the_page_and_what_was_typed(browser, session):
    page = await browser.post(session.url, data={"action": "pay", "card": "4000000000000002", "name": "Ada <b>"})
    assert page.status_code == 402
    assert '<div role="alert">Your card was declined.</div>' in page.text
    assert 'value="Ada &lt;b&gt;"' in page.text
    assert 'value="4000000000000002" checked' in page.text


async def test_authentication_is_a_step_that_can_fail_and_be_passed(browser, session, account):
    step = await browser.post(session.url, data={"action": "pay", "card": sandbox.NEEDS_AUTHENTICATION, "name": "Ada"})
    assert "Complete authentication" in step.text
    failed = await browser.post(f"{session.url}/authenticate", data={"action": "fail", "name": "Ada"})
    assert failed.status_code == 402
    assert "could not authenticate" in failed.text
    passed = await browser.post(f"{session.url}/authenticate", data={"action": "complete", "name": "Ada"})
    assert passed.status_code == 303
    assert (await account.checkout.sessions.retrieve_async(session.id)).payment_status == "paid"


async def test_a_promotion_code_is_applied_or_refused(browser, session, account):
    coupon = await account.coupons.create_async({"percent_off": 50, "duration": "forever"})
    await account.promotion_codes.create_async({"promotion": {"type": "coupon", "coupon": coupon.id}, "code": "HALF"})
    wrong = await browser.post(session.url, data={"action": "code", "promotion_code": "NOPE"})
    assert "This code is invalid." in wrong.text
    right = await browser.post(session.url, data={"action": "code", "promotion_code": "half"})
    assert re.search(r"Total due today</dt><dd>20\.00 USD", right.text)


async def test_expired_and_unknown_checkouts_say_so(browser, session):
    await sandbox.advance(by=timedelta(days=2))
    assert (await browser.get(session.url)).status_code == 410
    assert (await browser.get("/_sandbox/stripe/checkout/cs_test_nope")).status_code == 404


async def test_the_portal_pays_an_open_invoice_with_a_new_card(browser, account, subscribe):
    subscription = await subscribe("4000000000000341")
    await sandbox.advance(by=timedelta(days=32))
    invoice = (await account.invoices.list_async({"subscription": subscription.id})).data[0]
    portal = await account.billing_portal.sessions.create_async(
        {"customer": subscription.customer, "return_url": "http://localhost:8000/billing"}
    )
    refused = await browser.post(portal.url, data={"action": f"pay:{invoice.id}"})
    assert (refused.status_code, "Your card was declined." in refused.text) == (402, True)
    assert (await browser.post(portal.url, data={"action": "card", "card": sandbox.CARD})).status_code == 303
    assert (await browser.post(portal.url, data={"action": f"pay:{invoice.id}"})).status_code == 303
    assert (await account.subscriptions.retrieve_async(subscription.id)).status == "active"
    page = (await browser.get(portal.url)).text
    assert "Visa ending in 4242" in page
    assert 'href="http://localhost:8000/billing"' in page
    await browser.post(portal.url, data={"action": "details", "name": "Acme GmbH", "city": "Berlin", "tax_id": "DE9"})
    customer = await account.customers.retrieve_async(subscription.customer)
    assert (customer.name, customer.address.city) == ("Acme GmbH", "Berlin")


async def test_the_portal_cancels_where_that_is_configured_and_never_for_others(browser, account, subscribe):
    mine, theirs = await subscribe(), await subscribe()
    configuration = await account.billing_portal.configurations.create_async(
        {"features": {"subscription_cancel": {"enabled": True}}}
    )
    portal = await account.billing_portal.sessions.create_async(
        {"customer": mine.customer, "configuration": configuration.id, "return_url": "http://localhost:8000/"}
    )
    await browser.post(portal.url, data={"action": f"cancel:{mine.id}"})
    assert (await account.subscriptions.retrieve_async(mine.id)).cancel_at_period_end
    await browser.post(portal.url, data={"action": f"resume:{mine.id}"})
    assert not (await account.subscriptions.retrieve_async(mine.id)).cancel_at_period_end
    assert (await browser.post(portal.url, data={"action": f"cancel:{theirs.id}"})).status_code == 404


async def test_an_open_invoice_is_paid_on_its_page(browser, account, subscribe):
    subscription = await subscribe("4000000000000341")
    await sandbox.advance(by=timedelta(days=32))
    invoice = (await account.invoices.list_async({"subscription": subscription.id})).data[0]
    refused = await browser.post(invoice.hosted_invoice_url, data={"card": "4000000000000002"})
    assert (refused.status_code, "Your card was declined." in refused.text) == (402, True)
    assert (await browser.post(invoice.hosted_invoice_url, data={"card": sandbox.CARD})).status_code == 303
    assert "Status: paid" in (await browser.get(invoice.hosted_invoice_url)).text
    assert (await account.subscriptions.retrieve_async(subscription.id)).status == "active"


async def test_an_invoice_is_a_page_and_a_pdf(browser, account, subscribe):
    invoice = await account.invoices.retrieve_async((await subscribe()).latest_invoice)
    assert invoice.number in (await browser.get(invoice.hosted_invoice_url)).text
    pdf = await browser.get(invoice.invoice_pdf)
    assert pdf.headers["content-type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF-1.4")
    start = int(pdf.content.split(b"startxref\n")[1].split()[0])
    assert pdf.content[start : start + 4] == b"xref"


async def test_the_console_moves_time_and_sends_events(browser, account, subscribe, queued):
    subscription = await subscribe()
    assert (await browser.post("/_sandbox/stripe", data={"action": "days:31"})).status_code == 303
    page = (await browser.get("/_sandbox/stripe")).text
    assert subscription.id in page
    assert "invoice.payment_succeeded" in page
    event = (await sandbox.events_since())[-1]["id"]
    await browser.post("/_sandbox/stripe", data={"action": f"twice:{event}"})
    assert queued() == ["sandbox.deliver", "sandbox.deliver"]
    assert (await browser.post("/_sandbox/stripe", data={"action": "date", "date": "soon"})).status_code == 422
    await browser.post("/_sandbox/stripe", data={"action": "release"})
    assert "Each event is sent as it happens." in (await browser.get("/_sandbox/stripe")).text
