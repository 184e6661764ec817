"""A service function names the feature it needs beside its permission; one query more asks for it."""

import pytest
import sqlalchemy as sa

from bench.wire import statements
from hiveforge.core import entitlements
from hiveforge.core.actor import Actor, system
from hiveforge.core.db import Db
from hiveforge.core.errors import LimitReached
from hiveforge.core.permissions import Permission
from hiveforge.core.service import requires
from hiveforge.features import plans
from hiveforge.features.audit_log.service import export_entries, list_entries


@requires(Permission.ORGANIZATION_READ)
async def plain(actor: Actor, db: Db) -> int:
    return (await db.exec(sa.select(sa.literal(1)))).scalar_one()


@requires(Permission.ORGANIZATION_READ, feature=plans.Feature.AUDIT_EXPORT)
async def paid(actor: Actor, db: Db) -> int:
    return (await db.exec(sa.select(sa.literal(1)))).scalar_one()


async def test_a_plan_without_the_feature_is_refused_with_the_way_to_lift_it(acme):
    with pytest.raises(LimitReached) as refused:
        await paid(acme.viewer)
    assert (refused.value.message, refused.value.upgrade_url) == (
        "Audit export is not part of your plan.", "/o/acme/billing",
    )  # fmt: skip
    await acme.on_plan("pro")
    assert await paid(acme.viewer) == 1


async def test_the_platform_itself_is_never_refused(acme):
    assert await paid(system("test")) == 1


async def test_another_organizations_plan_does_not_count(acme, globex):
    await globex.on_plan("pro")
    with pytest.raises(LimitReached):
        await paid(acme.owner)


async def sent_by(act, actor):
    with statements() as sent:
        await act(actor)
    return sent


@pytest.mark.parametrize(("without", "featured"), [(plain, paid), (list_entries, export_entries)])
async def test_a_declared_feature_sends_one_statement_more(acme, without, featured):
    await acme.on_plan("pro")
    before, after = [await sent_by(act, acme.owner) for act in (without, featured)]
    begin, asked, *rest = after
    assert [begin, *rest] == before
    assert "set_config('role'" in begin
    assert "SELECT billing_standings.id" in asked


async def test_a_refusal_sends_no_more_than_the_question(acme):
    with statements() as sent, pytest.raises(LimitReached):
        await paid(acme.owner)
    _, asked, end = sent
    assert "SELECT billing_standings.id" in asked
    assert "ROLLBACK" in end


async def test_a_plan_that_ran_out_counts_no_more(acme, owner):
    await acme.on_plan("pro")
    owner.execute("update billing_standings set access_until_at = now() - interval '1 second'")
    with pytest.raises(LimitReached):
        await paid(acme.owner)


async def test_nobody_asked_is_an_error_and_no_permission(acme, monkeypatch):
    monkeypatch.setattr(entitlements, "_sources", [])
    with pytest.raises(RuntimeError):
        await paid(acme.owner)
