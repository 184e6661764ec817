"""The kernel holds what it promises: one transaction, one audit row, one table of rights."""

import asyncio
import dataclasses
import json

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy import text
from sqlmodel import col, select, update

from hiveforge.core import ratelimit, rls
from hiveforge.core.actor import visitor
from hiveforge.core.clock import new_id
from hiveforge.core.databases import databases, sqlalchemy_url
from hiveforge.core.db import unit_of_work
from hiveforge.core.errors import Conflict, NotAllowed, NotFound, NotSignedIn, TooMany
from hiveforge.core.identity import actor_for_session
from hiveforge.core.logs import correlated
from hiveforge.core.permissions import Permission, Role
from hiveforge.core.service import requires
from hiveforge.features.organizations.models import Organization


@requires(Permission.ORGANIZATION_UPDATE)
async def rename(actor, db, name, *, fail=False):
    await db.exec(update(Organization).where(col(Organization.id) == actor.organization_id).values(name=name))
    if fail:
        raise Conflict("no")


async def test_an_act_writes_its_row_and_its_audit_row_in_one_transaction(acme, owner, audited):
    await rename(acme.admin, "New name")
    assert owner.execute("select name from organizations").fetchone() == ("New name",)
    row = owner.execute("select action, actor_id, actor_kind, organization_id from audit_entries").fetchone()
    assert row[0].endswith(".rename")
    assert row[1:] == (acme.admin.id, "user", acme.id)


async def test_an_audit_row_names_the_request_that_it_comes_from(acme, owner):
    with correlated("0123456789abcdef"):
        await rename(acme.admin, "New name")
    assert owner.execute("select request_id from audit_entries").fetchall() == [("0123456789abcdef",)]


async def test_a_refused_act_leaves_nothing_behind(acme, owner, audited):
    with pytest.raises(Conflict):
        await rename(acme.admin, "New name", fail=True)
    assert owner.execute("select name from organizations").fetchone() == ("Acme",)
    assert audited() == []


async def test_strangers_viewers_and_foreigners_are_told_apart(acme, globex):
    with pytest.raises(NotSignedIn):
        await rename(visitor(), "x")
    with pytest.raises(NotAllowed, match="owner or admin"):
        await rename(acme.viewer, "x")
    outsider = await actor_for_session(globex.secrets[Role.OWNER], place="acme")
    with pytest.raises(NotFound):
        await rename(outsider, "x")


async def test_row_security_shows_only_the_organization_acted_in(acme, globex):
    async with unit_of_work(acme.viewer) as db:
        assert [r[0] for r in await db.exec(text("select slug from organizations"))] == ["acme"]


async def test_the_web_login_by_itself_reads_nothing(owner, acme):
    with psycopg.connect(databases().web, autocommit=True) as web:
        for statement in ("select * from users", "select * from jobs.procrastinate_jobs", "set role service_role"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute(statement)


async def test_no_login_can_bypass_row_security_or_own_a_table(owner):
    roles = owner.execute(
        "select rolname from pg_roles where rolname in ('hiveforge_web', 'hiveforge_system', 'anon', 'authenticated')"
        " and (rolsuper or rolbypassrls or rolinherit or rolcreaterole or rolcreatedb)"
    ).fetchall()
    assert roles == []
    owned = owner.execute("select count(*) from pg_class where relowner::regrole::text like 'hiveforge_%'").fetchone()
    assert owned == (0,)


async def test_declared_and_actual_policies_agree(owner):
    engine = sa.create_engine(sqlalchemy_url(databases().owner), poolclass=sa.NullPool)
    with engine.connect() as connection:
        assert rls.drift(connection) == (set(), set())


@pytest.mark.parametrize(
    "tampering",
    [
        "alter table users disable row level security",
        "alter table users no force row level security",
        "grant select on users to anon",
        "drop policy users_select on users",
        "create policy more on users for select to authenticated using (true)",
        "insert into private.role_permissions values ('viewer', 'members:manage')",
        "grant update (email) on users to authenticated",
        (
            "create or replace function private.colleagues() returns setof uuid language sql stable security definer"
            " set search_path = '' as 'select id from public.users'"
        ),
        "drop trigger keep_an_owner on memberships",
    ],
)
async def test_drift_is_seen(owner, tampering):
    engine = sa.create_engine(sqlalchemy_url(databases().owner), poolclass=sa.NullPool)
    with engine.connect() as connection:
        connection.execute(text(tampering))
        assert rls.drift(connection) != (set(), set())
        connection.rollback()


async def test_tries_run_out_and_come_back_evenly(owner):
    from datetime import timedelta

    for _ in range(5):
        await ratelimit.take("key", limit=5, per=timedelta(seconds=1))
    with pytest.raises(TooMany) as refused:
        await ratelimit.take("key", limit=5, per=timedelta(seconds=1))
    assert 0 < refused.value.retry_after <= 0.25
    await asyncio.sleep(0.25)
    await ratelimit.take("key", limit=5, per=timedelta(seconds=1))
    await ratelimit.forgive("key")
    await ratelimit.take("key", limit=5, per=timedelta(seconds=1))


async def test_an_idle_and_an_expired_session_are_strangers(acme, owner):
    assert (await actor_for_session(acme.secrets[Role.OWNER], place="acme")).role is Role.OWNER
    assert (await actor_for_session(acme.secrets[Role.OWNER], place=str(acme.id))).role is Role.OWNER
    owner.execute("update sessions set last_seen_at = now() - interval '2 hours'")
    assert (await actor_for_session(acme.secrets[Role.OWNER], place="acme")).id is None
    owner.execute("update sessions set last_seen_at = now(), expires_at = now()")
    assert (await actor_for_session(acme.secrets[Role.OWNER], place="acme")).id is None


@requires(Permission.ORGANIZATION_READ)
async def look(actor, db):
    return (await db.exec(text("select count(*) from users"))).one()[0], (await db.exec(select(Organization))).all()


async def test_reading_is_not_audited(acme, audited):
    count, _ = await look(acme.viewer)
    assert count == 4
    assert audited() == []


async def test_a_name_full_of_quotes_is_only_a_name(acme, owner):
    name = "O'Hara \\'); drop table users; -- \"x\" é"
    await rename(dataclasses.replace(acme.admin, name=name), "New name")
    assert owner.execute("select actor_name from audit_entries").fetchone() == (name,)
    assert owner.execute("select count(*) from users").fetchone() == (4,)


async def test_a_visitor_cannot_write_into_an_organizations_audit_log(acme, owner):
    details = json.dumps({"id": str(new_id()), "organization": str(acme.id)})
    async with unit_of_work(visitor()) as db:
        await db.exec(text("select private.record('forged', cast(:details as jsonb))").bindparams(details=details))
    assert owner.execute("select organization_id from audit_entries").fetchone() == (None,)
