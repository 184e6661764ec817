"""A service function names the feature it needs beside its permission; one query more asks for it."""

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from hiveforge.core import entitlements
from hiveforge.core.actor import Actor, system
from hiveforge.core.db import ActorSession, Db
from hiveforge.core.errors import LimitReached
from hiveforge.core.permissions import Permission
from hiveforge.core.service import requires
from hiveforge.features import plans


@requires(Permission.ORGANIZATION_READ)
async def plain(actor: Actor, db: Db) -> int:
    return (await db.exec(sa.select(sa.literal(1)))).scalar_one()


@requires(Permission.ORGANIZATION_READ, feature=plans.Feature.AUDIT_EXPORT)
async def paid(actor: Actor, db: Db) -> int:
    return (await db.exec(sa.select(sa.literal(1)))).scalar_one()


@pytest.fixture
def statements():
    seen = []

    def note(state):
        seen.append(str(state.statement))

    event.listen(ActorSession, "do_orm_execute", note)
    yield seen
    event.remove(ActorSession, "do_orm_execute", note)


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


async def test_asking_takes_one_query(acme, statements):
    await acme.on_plan("pro")
    statements.clear()
    await plain(acme.viewer)
    before = len(statements)
    await paid(acme.viewer)
    assert len(statements) - before == before + 1


async def test_a_plan_that_ran_out_counts_no_more(acme, owner):
    await acme.on_plan("pro")
    owner.execute("update billing_standings set access_until_at = now() - interval '1 second'")
    with pytest.raises(LimitReached):
        await paid(acme.owner)


async def test_nobody_asked_is_an_error_and_no_permission(acme, monkeypatch):
    monkeypatch.setattr(entitlements, "_sources", [])
    with pytest.raises(RuntimeError):
        await paid(acme.owner)
