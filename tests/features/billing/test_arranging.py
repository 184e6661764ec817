"""Plans by arrangement: those who run the installation give, change and end them; nobody pays for two plans."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from uuid import uuid4

import psycopg
import pytest

from hiveforge.core.actor import system
from hiveforge.core.clock import now
from hiveforge.core.errors import Invalid, LimitReached, NotFound
from hiveforge.features import organizations, plans, usage
from hiveforge.features.billing import (
    CheckoutForm,
    SeatsNotSold,
    StandingStatus,
    service,
)

from .conftest import TERMS

TIDYING = system("ending arrangements, in a test")


async def limit_of(tenant, quantity):
    return (await service.entitlement(tenant.viewer, quantity)).limit


async def test_arranged_terms_count_at_once_everywhere(acme, arrange, owner, mails, audited):
    await arrange()
    seen = await service.overview(acme.viewer)
    assert (seen.plan_name, seen.status, seen.last_day) == ("Enterprise", StandingStatus.ARRANGED, date(2040, 12, 31))
    assert (seen.seats_limit, seen.interval, seen.next_charge, seen.access_until) == (40, None, None, None)
    assert "7,000 AI credits a month" in seen.included
    assert "API requests without limit" in seen.included
    assert [await limit_of(acme, quantity) for quantity in plans.Quantity] == [40, 7000, None, None, None, None, 3650]
    assert (await usage.balance(acme.viewer)).included == 7000
    assert (await service.entitlement(acme.viewer, plans.Feature.AUDIT_EXPORT)).allowed
    assert owner.execute("select seat_limit from organizations where id = %s", [acme.id]).fetchone() == (40,)
    assert (mails("owner"), mails("admin"), mails("member")) == (["plan_arranged"], ["plan_arranged"], [])
    assert audited() == ["billing.arrange_plan"]


async def test_what_is_not_arranged_to_be_bought_beyond_is_not_promised(acme, arrange):
    await arrange(ai_credits=1)
    seen = await service.overview(acme.owner)
    assert not seen.overage_allowed
    assert "AI credits beyond the plan" not in seen.included
    with pytest.raises(usage.OverageNotIncluded):
        await usage.choose_overage(acme.owner, usage.OverageForm(mode="metered", budget=5))


async def test_the_organization_reads_in_its_log_what_was_arranged_and_no_internal_note(acme, arrange, admin, owner):
    await arrange()
    await arrange(seats=60)
    await service.end_arrangement(admin, acme.id)
    entries = owner.execute(
        "select action, actor_name, organization_id, before, after from audit_entries order by created_at, id"
    ).fetchall()
    assert [(action, actor, place) for action, actor, place, _, _ in entries] == [
        (action, admin.name, acme.id)
        for action in ("billing.arrange_plan", "billing.arrange_plan", "billing.end_arrangement")
    ]
    _, changed, ended = [(before, after) for *_, before, after in entries]
    assert (changed[0]["seats"], changed[1]["seats"], changed[1]["until"]) == (40, 60, "2040-12-31")
    assert (ended[0]["plan"], ended[1]) == ("Enterprise", {"plan": "Free"})
    assert "Contract 7" not in str(entries)


async def test_the_same_terms_again_change_nothing(acme, arrange, mails, audited):
    for _ in range(2):
        await arrange()
    assert (mails(), audited()) == (["plan_arranged"], ["billing.arrange_plan"])
    await arrange(note="Contract 8")
    assert (mails(), audited().count("billing.arrange_plan")) == (["plan_arranged"], 2)


async def test_changed_terms_keep_what_was_used_and_the_day_on_which_credits_begin_anew(acme, arrange, owner):
    await arrange()
    held = await usage.reserve(acme.member, usage.ReserveForm(amount=500, key="work"))
    await usage.settle(acme.member, held.id, 500)
    before = await usage.balance(acme.viewer)
    await arrange(ai_credits=300, seats=None)
    after = await usage.balance(acme.viewer)
    assert (after.included, after.included_used, after.remaining) == (300, 500, 0)
    assert after.resets_at == before.resets_at
    assert (await service.overview(acme.viewer)).seats_limit is None
    assert owner.execute("select count(*) from billing_arrangements").fetchone() == (1,)


async def test_seats_of_an_arranged_plan_are_kept_by_the_database_too(acme, arrange):
    await arrange(seats=5)
    await organizations.invite(acme.owner, organizations.InviteForm(emails="one@new.test", role="member"))
    with pytest.raises(LimitReached):
        await organizations.invite(acme.owner, organizations.InviteForm(emails="two@new.test", role="member"))
    with pytest.raises(SeatsNotSold) as refused:
        await service.preview_seats(acme.owner, 1)
    assert refused.value.upgrade_url == "/contact"


async def test_an_ended_arrangement_leaves_the_free_plan_and_everything_can_be_bought_again(
    acme, arrange, admin, account, mails
):
    await arrange()
    await service.end_arrangement(admin, acme.id)
    with pytest.raises(NotFound):
        await service.end_arrangement(admin, acme.id)
    seen = await service.overview(acme.viewer)
    assert (seen.plan, seen.status, seen.seats_limit, seen.last_day) == ("free", StandingStatus.FREE, 3, None)
    assert (await usage.balance(acme.viewer)).included == 100
    assert mails() == ["plan_arranged", "plan_ended"]
    assert await service.start_checkout(acme.owner, CheckoutForm(plan="pro"))
    await arrange()
    assert (await service.overview(acme.viewer)).plan == "enterprise"


async def test_an_arrangement_stops_at_its_moment_and_is_then_ended_by_itself(acme, arrange, owner, mails, audited):
    await arrange(until=now().date())
    owner.execute("update billing_arrangements set starts_at = now() - interval '9 days', until_at = now()")
    owner.execute("update billing_standings set access_until_at = now()")
    seen = await service.overview(acme.viewer)
    assert (seen.plan, seen.status, await limit_of(acme, plans.Quantity.AUDIT_DAYS)) == (
        "free",
        StandingStatus.ENDED,
        30,
    )
    assert await service.keep_arrangements(TIDYING) == 1
    assert await service.keep_arrangements(TIDYING) == 0
    seen = await service.overview(acme.viewer)
    assert (seen.plan, seen.seats_limit) == ("free", 3)
    assert (mails(), audited()[-1]) == (["plan_arranged", "plan_ended"], "billing.end_arrangement")
    assert owner.execute("select ended_by from billing_arrangements").fetchall() == [("its terms",)]


async def test_terms_that_were_prolonged_meanwhile_go_on(acme, arrange, owner):
    await arrange(until=now().date())
    await arrange(until=None)
    assert await service.keep_arrangements(TIDYING) == 0
    assert (await service.overview(acme.viewer)).plan == "enterprise"


async def test_the_last_day_counts_wholly(acme, arrange, owner):
    await arrange(until=now().date())
    end = datetime.combine(now().date() + timedelta(days=1), time(), UTC)
    assert owner.execute("select until_at from billing_arrangements").fetchone() == (end,)
    banner = await service.banner(acme.viewer)
    assert (banner.kind, banner.at.date()) == ("arrangement_ending", now().date())


async def test_two_admins_at_once_arrange_one_plan(acme, arrange, owner):
    await asyncio.gather(*(arrange(seats=seats) for seats in (10, 20, 30)))
    ((limits, seats),) = owner.execute(
        "select a.limits, o.seat_limit from billing_arrangements a join organizations o on o.id = a.organization_id"
    ).fetchall()
    assert limits["seats"] == seats


@pytest.mark.parametrize("day", [date(2020, 1, 1), date(9999, 12, 31)])
async def test_days_that_are_over_or_absurd_are_refused_beside_their_field(arrange, owner, day):
    with pytest.raises(Invalid) as refused:
        await arrange(until=day)
    assert refused.value.param == "until"
    assert owner.execute("select count(*) from billing_arrangements").fetchone() == (0,)


async def test_an_organization_that_is_gone_is_not_found(admin, acme, owner):
    with pytest.raises(NotFound):
        await service.arrange_plan(admin, uuid4(), TERMS)
    owner.execute("update organizations set deleted_at = now() where id = %s", [acme.id])
    with pytest.raises(NotFound):
        await service.arrange_plan(admin, acme.id, TERMS)
    with pytest.raises(NotFound):
        await service.get_organization(admin, "acme")


def test_what_the_database_keeps_whoever_writes(acme, owner):
    made = (
        "insert into billing_arrangements (id, created_at, organization_id, plan, limits, starts_at, until_at, note,"
        " arranged_by, ended_by) values (gen_random_uuid(), now(), %s, 'enterprise', %s, now(), %s, '', 'Root', '')"
    )
    owner.execute(made, [acme.id, "{}", None])
    for values in ([acme.id, "{}", None], [acme.id, "[]", None], [acme.id, "{}", now() - timedelta(days=1)]):
        with pytest.raises(psycopg.errors.IntegrityError):
            owner.execute(made, values)
    with pytest.raises(psycopg.errors.CheckViolation):
        owner.execute("update billing_arrangements set ended_at = now()")
