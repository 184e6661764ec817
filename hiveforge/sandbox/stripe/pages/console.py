"""The console of the simulated account: its clock, its customers, its events. For development only."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlmodel import col, select

from hiveforge.sandbox.stripe import clock
from hiveforge.sandbox.stripe.delivery import deliver, hold_deliveries
from hiveforge.sandbox.stripe.invoices import PAGES
from hiveforge.sandbox.stripe.models import StripeEvent
from hiveforge.sandbox.stripe.store import Object, Store, opened

from . import html

_TITLE = "Simulated Stripe"
_STEPS = {"1": "+1 day", "3": "+3 days", "31": "+1 month", "366": "+1 year"}
_EVENTS = 30
router = APIRouter(prefix=PAGES)


@router.get("", response_model=None)
async def show() -> Response:
    return await _page()


@router.post("", response_model=None)
async def act(request: Request) -> Response:
    """Move the clock, send an event again, hold deliveries or let them go."""
    fields = await html.sent(request)
    action, _, target = fields.get("action", "").partition(":")
    match action:
        case "days" if target in _STEPS:
            await clock.advance(by=timedelta(days=int(target)))
        case "date":
            try:
                moment = datetime.fromisoformat(fields.get("date", "")).replace(tzinfo=UTC)
            except ValueError:
                return await _page("Choose a date.", 422)
            await clock.advance(to=moment)
        case "hold" | "release":
            await hold_deliveries(action == "hold")
        case "again" | "twice":
            await _send(target, 2 if action == "twice" else 1)
    return RedirectResponse(PAGES, 303)


async def _send(event: str, times: int) -> None:
    async with opened() as store:
        for _ in range(times):
            await deliver.later(store.db, event=event)


async def _page(problem: str = "", status: int = 200) -> Response:
    async with opened() as store:
        await clock.catch_up(store)
        newest = select(StripeEvent).order_by(col(StripeEvent.sequence).desc()).limit(_EVENTS)
        events = (await store.db.exec(newest)).all()
        customers = await _customers(store)
        held, present = store.clock.holds_deliveries, datetime.fromtimestamp(store.now, UTC)
    steps = "".join(html.button(text, f"days:{days}", quiet=True) for days, text in _STEPS.items())
    goto = html.field("date", "Go forward to", f"{present:%Y-%m-%d}", kind="date") + html.button("Go", "date")
    words = f"<p>It is {present:%d %b %Y, %H:%M} UTC here.</p>"
    switch = html.button("Deliver again", "release") if held else html.button("Hold deliveries", "hold", quiet=True)
    said = "Held: events are written, none is sent." if held else "Each event is sent as it happens."
    body = (
        html.alert(problem)
        + html.section("Clock", words, html.form(steps, goto, to=PAGES))
        + html.section("Customers", html.items(customers, "None yet."))
        + html.section("Deliveries", f"<p>{said}</p>", html.form(switch, to=PAGES))
        + html.section("Newest events", html.items([_event(each) for each in events], "None yet."))
    )
    return html.document(_TITLE, body, status)


async def _customers(store: Store) -> Sequence[str]:
    entries = []
    for customer in await store.all("customer"):
        if customer.get("deleted"):
            continue
        named = html.escape(customer["name"] or customer["email"] or customer["id"])
        running = "".join(_subscription(each) for each in await store.all("subscription", customer["id"]))
        entries.append(f"<p>{named} ({customer['id']})</p>{running}")
    return entries


def _subscription(subscription: Object) -> str:
    ends = html.day(subscription["items"]["data"][0]["current_period_end"])
    return f"<p>{subscription['id']}: {subscription['status'].replace('_', ' ')}, period ends {ends}</p>"


def _event(event: StripeEvent) -> str:
    outcome = event.outcome or "not sent"
    buttons = html.button("Send again", f"again:{event.stripe_id}", quiet=True)
    buttons += html.button("Send twice", f"twice:{event.stripe_id}", quiet=True)
    words = f"<p>{event.kind} · {event.stripe_id} · {html.escape(outcome)}, {event.deliveries} deliveries</p>"
    return words + html.form(buttons, to=PAGES)
