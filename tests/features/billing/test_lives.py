"""What happens to a paid plan: changes, cancellation, failed renewals, the end of the grace, and coming back."""

from datetime import timedelta

import pytest

from hiveforge.core.actor import system
from hiveforge.core.errors import LimitReached
from hiveforge.core.permissions import Role
from hiveforge.core.settings import settings
from hiveforge.features import plans
from hiveforge.features.billing import FewerSeatsThanPeople, NoSubscription, SeatsForm, SeatsNotSold, service
from hiveforge.features.billing.schemas import CancelForm, ChangeForm, StandingStatus
from hiveforge.gateways.payments import PaymentRefused, payments
from hiveforge.sandbox import stripe as sandbox

FAILS_AT_RENEWAL = "4000000000000341"
DUNNING = system("reminding, in a test")


async def only_customer():
    (customer,) = await payments().customers()
    return customer.id


async def open_invoice():
    return next(one for one in await payments().invoices(await only_customer()) if one.status == "open")


async def test_a_change_costs_what_its_preview_said(acme, subscribe, told, mails):
    await subscribe(acme)
    wanted = ChangeForm(plan="pro", interval="month", seats=6)
    preview = await service.preview_change(acme.viewer, wanted)
    assert preview.due_now > 0
    assert preview.next_total == 12000
    await service.change_plan(acme.owner, wanted.model_copy(update={"priced_at": preview.priced_at}))
    seen = await service.overview(acme.owner)
    assert (seen.seats_limit, seen.total, seen.invoices[0].total) == (6, 12000, preview.due_now)
    await service.change_plan(acme.owner, wanted)
    await told()
    assert len((await service.overview(acme.owner)).invoices) == len(seen.invoices)
    assert mails().count("plan_changed") == 2


async def test_a_year_is_billed_for_a_year(acme, subscribe):
    await subscribe(acme)
    await service.change_plan(acme.owner, ChangeForm(plan="pro", interval="year", seats=4))
    seen = await service.overview(acme.owner)
    assert (seen.interval, seen.unit_price, seen.total) == (plans.Interval.YEAR, 19200, 76800)


async def test_a_refused_charge_changes_nothing_and_can_be_tried_again(acme, subscribe, told):
    await subscribe(acme, card=FAILS_AT_RENEWAL, trial=True)
    await sandbox.use_card(await only_customer())
    await sandbox.advance(by=timedelta(days=15))
    await sandbox.use_card(await only_customer(), FAILS_AT_RENEWAL)
    await told()
    wanted = ChangeForm(plan="pro", interval="month", seats=9)
    for _ in range(2):
        with pytest.raises(PaymentRefused):
            await service.change_plan(acme.owner, wanted)
    assert (await service.overview(acme.owner)).seats_limit == 4
    await sandbox.use_card(await only_customer())
    await service.change_plan(acme.owner, wanted)
    assert (await service.overview(acme.owner)).seats_limit == 9


async def test_a_canceled_plan_goes_on_until_its_period_ends(acme, subscribe, told, mails):
    await subscribe(acme)
    for _ in range(2):
        await service.cancel(acme.owner, CancelForm(reason="unused", comment="Too quiet."))
    seen = await service.overview(acme.viewer)
    assert (seen.plan, seen.status, seen.banner.kind, seen.next_charge) == (
        "pro", StandingStatus.CANCELING, "canceling", None,
    )  # fmt: skip
    await service.resume(acme.owner)
    assert (await service.overview(acme.viewer)).status is StandingStatus.ACTIVE
    await sandbox.advance(by=timedelta(days=1))
    await service.cancel(acme.owner, CancelForm(reason="unused", comment="Too quiet."))
    await sandbox.advance(by=timedelta(days=40))
    await told()
    seen = await service.overview(acme.viewer)
    assert (seen.plan, seen.status, seen.seats_limit) == ("free", StandingStatus.ENDED, 3)
    assert mails().count("canceled") == 2
    assert mails()[-1] == "plan_ended"
    with pytest.raises(NoSubscription):
        await service.cancel(acme.owner, CancelForm())


async def test_a_plan_that_ends_while_it_is_changed_is_no_fault_of_ours(acme, subscribe, line):
    """Whoever ends it at the provider may do so between what we read and what we ask."""
    await subscribe(acme)
    (running,) = await payments().subscriptions(await only_customer())

    async def end(request):
        if request.method == "POST" and request.url.path.endswith(f"/subscriptions/{running.id}"):
            line.before = None
            await payments().end_now(running.id, key="in the dashboard")

    line.before = end
    with pytest.raises(NoSubscription):
        await service.set_seats(acme.owner, SeatsForm(seats=6))
    await service.sync_organization(DUNNING, acme.id)
    assert (await service.overview(acme.owner)).plan == "free"


async def test_an_unpaid_plan_goes_on_for_the_grace_then_ends_and_recovers_at_once(acme, subscribe, told, mails):
    await subscribe(acme, card=FAILS_AT_RENEWAL)
    seen = await service.overview(acme.viewer)
    assert (seen.plan, seen.status, seen.banner.kind) == ("pro", StandingStatus.PAST_DUE, "past_due")
    failed_at = (await open_invoice()).created_at
    assert seen.access_until == seen.banner.at == failed_at + timedelta(days=14)
    for days in (3, 7, 12, 13):
        await sandbox.advance(to=failed_at + timedelta(days=days, hours=1))
        for _ in range(2):
            await service.dun(DUNNING)
    assert mails().count("payment_failed") == mails("admin").count("payment_failed") == 5

    await sandbox.advance(to=failed_at + timedelta(days=14, hours=1))
    await service.dun(DUNNING)
    seen = await service.overview(acme.viewer)
    assert (seen.plan, seen.status, seen.banner.kind) == ("free", StandingStatus.SUSPENDED, "suspended")
    assert mails().count("access_ended") == 1

    await sandbox.use_card(await only_customer())
    await sandbox.pay_invoice((await open_invoice()).id)
    await told()
    seen = await service.overview(acme.viewer)
    assert (seen.plan, seen.status, seen.banner, seen.access_until) == ("pro", StandingStatus.ACTIVE, None, None)


async def test_the_grace_is_as_long_as_the_settings_say(acme, subscribe, mails, monkeypatch):
    monkeypatch.setenv("HIVEFORGE_BILLING_GRACE_DAYS", "5")
    settings.cache_clear()
    try:
        await subscribe(acme, card=FAILS_AT_RENEWAL)
        failed_at = (await open_invoice()).created_at
        seen = await service.overview(acme.viewer)
        assert seen.access_until == seen.banner.at == failed_at + timedelta(days=5)
        await sandbox.advance(to=failed_at + timedelta(days=4, hours=23))
        await service.dun(DUNNING)
        assert (await service.overview(acme.viewer)).plan == "pro"
        await sandbox.advance(to=failed_at + timedelta(days=5, hours=1))
        await service.dun(DUNNING)
        assert (await service.overview(acme.viewer)).plan == "free"
        assert mails().count("access_ended") == 1
    finally:
        monkeypatch.undo()
        settings.cache_clear()


async def test_the_first_invoice_and_every_renewal_get_a_receipt(acme, subscribe, told, mails, owner):
    await subscribe(acme)
    assert mails().count("receipt") == mails("admin").count("receipt") == 1
    await sandbox.advance(by=timedelta(days=31))
    for _ in range(2):
        await told()
    assert mails().count("receipt") == 2
    paid = [one for one in await payments().invoices(await only_customer()) if one.amount_paid]
    texts = owner.execute(
        "select text from outgoing_mails where kind = 'billing.receipt' and recipient like 'owner@%'"
    ).fetchall()
    for invoice in paid:
        assert any(invoice.number in text and "$80" in text for (text,) in texts)


async def test_the_end_of_the_grace_holds_even_if_nobody_writes_it_down(acme, subscribe, owner):
    await subscribe(acme, card=FAILS_AT_RENEWAL)
    owner.execute("update billing_standings set access_until_at = now()")
    seen = await service.overview(acme.viewer)
    assert (seen.plan, seen.banner.kind) == ("free", "suspended")
    assert not (await service.entitlement(acme.viewer, plans.Feature.AUDIT_EXPORT)).allowed


async def test_failed_attempts_are_kept(acme, subscribe, told, owner):
    await subscribe(acme, card=FAILS_AT_RENEWAL)
    await sandbox.advance(by=timedelta(days=4))
    await told()
    rows = owner.execute("select attempt, amount from payment_failures order by attempt").fetchall()
    assert rows == [(1, 8000), (2, 8000)]


async def test_an_ending_trial_is_announced_with_its_price(acme, subscribe, told, mails, owner):
    await subscribe(acme, trial=True)
    await sandbox.advance(by=timedelta(days=12))
    await told()
    await told()
    assert mails() == ["plan_changed", "trial_ending"]
    (text,) = owner.execute("select text from outgoing_mails where kind = 'billing.trial_ending' limit 1").fetchone()
    assert "Then $80 are charged." in " ".join(text.split())


async def test_a_downgrade_says_what_it_takes_away_before_it_happens(acme, subscribe):
    await subscribe(acme)
    lost = (await service.preview_change(acme.owner, ChangeForm(plan="free"))).consequences
    texts = " ".join(one.text for one in lost)
    assert "Free has 3 seats. 4 people belong here: all of them stay" in texts
    assert "Free does not include downloads of the audit log." in texts
    assert [one.over for one in lost if one.over] == [1]


async def test_more_people_need_more_seats_and_fewer_seats_than_people_are_refused(acme, subscribe):
    await subscribe(acme, seats=5)
    assert not (await service.preview_seats(acme.admin, 1)).needed
    preview = await service.preview_seats(acme.admin, 3)
    assert (preview.needed, preview.seats_now, preview.seats_after, preview.next_total) == (True, 5, 7, 14000)
    await service.set_seats(acme.owner, SeatsForm(seats=7, priced_at=preview.priced_at))
    assert (await service.overview(acme.owner)).seats_limit == 7
    with pytest.raises(FewerSeatsThanPeople):
        await service.set_seats(acme.owner, SeatsForm(seats=3))
    with pytest.raises(SeatsNotSold):
        await service.set_seats(acme.owner, SeatsForm(seats=201))


async def test_a_plan_without_seats_for_sale_leads_to_the_plans(acme, account):
    with pytest.raises(SeatsNotSold) as refused:
        await service.preview_seats(acme.admin, 1)
    assert isinstance(refused.value, LimitReached)
    assert refused.value.upgrade_url == "/o/acme/billing"


async def test_one_function_answers_for_features_and_quantities(acme, subscribe):
    answer = await service.entitlement(acme.viewer, plans.Feature.AUDIT_EXPORT)
    assert (answer.allowed, answer.plan, answer.upgrade_url) == (False, "free", "/o/acme/billing")
    await subscribe(acme, seats=6)
    assert (await service.entitlement(acme.viewer, plans.Feature.AUDIT_EXPORT)).allowed
    seats = await service.entitlement(acme.viewer, plans.Quantity.SEATS)
    assert (seats.limit, seats.used, seats.remaining) == (6, 4, 2)
    credits_ = await service.entitlement(acme.viewer, plans.Quantity.AI_CREDITS)
    assert (credits_.limit, credits_.used, credits_.remaining) == (2000, 0, 2000)
    assert credits_.resets_at is not None
    documents = await service.entitlement(acme.viewer, plans.Quantity.DOCUMENTS)
    assert (documents.allowed, documents.limit, documents.used, documents.remaining) == (True, 5000, 0, 5000)
    stored = await service.entitlement(acme.viewer, plans.Quantity.STORAGE_MEGABYTES)
    assert (stored.limit, stored.used, stored.remaining) == (20_000, 0, 20_000)


async def test_an_organization_deleted_for_good_is_ended_at_the_provider(acme, subscribe, owner):
    await subscribe(acme)
    owner.execute("delete from organizations where id = %s", [acme.id])
    assert await service.end_orphans(DUNNING) == 1
    assert await service.end_orphans(DUNNING) == 0
    (ended,) = await payments().subscriptions(await only_customer())
    assert ended.status == "canceled"


async def test_another_organization_sees_none_of_it(acme, globex, subscribe):
    await subscribe(acme)
    seen = await service.overview(globex.owner)
    assert (seen.plan, seen.invoices, seen.card) == ("free", [], None)
    assert await service.banner(globex.as_(Role.VIEWER)) is None
