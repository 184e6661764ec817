"""Rows: what the policies beside the models promise is what Postgres does, for everybody, on every table."""

from datetime import timedelta
from typing import Any

import psycopg
import pytest
from psycopg import sql
from security.matrix import POLICIES, REFUSED, differences, enter, promised
from sqlalchemy import text

from hiveforge.core import actor as actors
from hiveforge.core.actor import Actor, system
from hiveforge.core.clock import now
from hiveforge.core.databases import databases
from hiveforge.core.db import unit_of_work
from hiveforge.core.identity import actor_for_session
from hiveforge.core.permissions import GRANTS, Permission, Role
from hiveforge.features.organizations.models import Membership

Connection = psycopg.Connection[Any]


async def test_everybody_can_do_to_every_row_exactly_what_its_policy_says(everybody):
    world, who = everybody
    assert list(differences(world, who)) == []


async def test_the_matrix_covers_every_table_in_the_database(everybody):
    world, _ = everybody
    assert world.shapes.keys() == POLICIES.keys(), "a table without a model, or a model without a table"
    assert all(world.rows[table] for table in world.shapes)


async def test_each_role_in_postgres_has_the_permissions_of_the_table_in_python(owner):
    rows = owner.execute("select role, permission from private.role_permissions").fetchall()
    assert set(rows) == {(str(role), str(permission)) for role, held in GRANTS.items() for permission in held}


def test_whoever_may_write_a_row_may_read_it():
    for table, policy in POLICIES.items():
        for verb, rule in policy.commands().items():
            for role, held in GRANTS.items():
                if isinstance(rule, Permission) and rule in held and isinstance(policy.read, Permission):
                    assert policy.read in held, f"{role} may {verb} but not read {table}"


async def test_the_logins_of_the_application_see_what_the_matrix_promises(everybody):
    """The matrix becomes everybody from the owner's connection; the application does so from logins of its own."""
    world, cast = everybody
    for who in cast:
        address = databases().system if who.database_role == "service_role" else databases().web
        with psycopg.connect(address, autocommit=True) as login:
            for table in world.shapes:
                with login.transaction(force_rollback=True):
                    enter(login, who)
                    try:
                        with login.transaction():
                            seen = frozenset(row[0] for row in login.execute(f"select id from {table}").fetchall())
                    except psycopg.errors.InsufficientPrivilege:
                        seen = REFUSED
                assert seen == promised(world, who, table, "select"), (who.name, table)


# --- rows do not cross tenants, whoever moves them ---


async def test_nobody_moves_a_row_into_another_organization(everybody, acme, globex):
    """Even somebody who owns both, even if no column were protected: the new row must pass the policy as well."""
    world, _ = everybody
    both = acme.owner
    async with unit_of_work(system("test")) as db:
        db.add(Membership(organization_id=globex.id, user_id=both.user_id, role=Role.OWNER))
    tried = 0
    for table, policy in POLICIES.items():
        if not isinstance(policy.update, Permission) or policy.tenant != "organization_id":
            continue
        move = sql.SQL("update {} set organization_id = {} where organization_id = {}").format(
            sql.Identifier(table), sql.Literal(globex.id), sql.Literal(acme.id)
        )
        for grant in ("select 1", f"grant update on {table} to authenticated"):
            tried += 1
            with world.connection.transaction(force_rollback=True):
                world.connection.execute(grant)
                world.connection.execute("set local session_replication_role = replica")
                _act(world.connection, both)
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    world.connection.execute(move)
    assert tried


async def test_every_reference_between_tenants_rows_includes_the_tenant(everybody):
    world, _ = everybody
    tenant_tables = {name for name, shape in world.shapes.items() if "organization_id" in shape.columns}
    for shape in world.shapes.values():
        for key in shape.of_kind("f"):
            if shape.table in tenant_tables and key.target in tenant_tables:
                pairs = set(zip(key.columns, key.targets, strict=True))
                assert ("organization_id", "organization_id") in pairs, f"{key.name} can point across tenants"


async def test_not_even_the_system_can_point_a_row_at_another_tenants(everybody, acme, globex):
    world, _ = everybody
    tried = 0
    for shape in world.shapes.values():
        for key in shape.of_kind("f"):
            if "organization_id" not in key.columns or len(key.columns) == 1:
                continue
            tried += 1
            foreign = world.one[key.target, globex.slug]
            values = {c: foreign[t] for c, t in zip(key.columns, key.targets, strict=True) if c != "organization_id"}
            assignments = sql.SQL(", ").join(
                sql.SQL("{} = {}").format(sql.Identifier(c), sql.Literal(v)) for c, v in values.items()
            )
            statement = sql.SQL("update {} set {} where id = {}").format(
                sql.Identifier(shape.table), assignments, sql.Literal(world.one[shape.table, acme.slug]["id"])
            )
            with world.connection.transaction(force_rollback=True):
                # A log refuses every update: the reference must hold by itself.
                world.connection.execute(f"grant update on {shape.table} to service_role")
                _act(world.connection, system("a bug"))
                with pytest.raises(psycopg.errors.ForeignKeyViolation):
                    world.connection.execute(statement)
    assert tried


# --- who enters, and what stays behind ---


async def test_nobody_changes_or_empties_the_audit_log(everybody):
    logs = [name for name, policy in POLICIES.items() if policy.append_only]
    assert "audit_entries" in logs
    async with unit_of_work(system("a bug")) as db:
        for table in logs:
            for statement in (f"update {table} set created_at = now()", f"delete from {table}", f"truncate {table}"):
                nested = await db.begin_nested()
                with pytest.raises(Exception, match="permission denied"):
                    await db.exec(text(statement))
                await nested.rollback()


async def test_no_role_of_the_application_truncates_or_attaches_anything(owner):
    rights = owner.execute(
        "select relname, grantee::regrole::text, privilege_type from pg_class, aclexplode(relacl)"
        " where relnamespace in ('public'::regnamespace, 'private'::regnamespace, 'jobs'::regnamespace)"
        " and grantee <> relowner and privilege_type in ('TRUNCATE', 'TRIGGER', 'REFERENCES')"
    ).fetchall()
    assert rights == []


async def test_people_reach_no_table_outside_of_the_public_schema(owner):
    rights = owner.execute(
        "select relnamespace::regnamespace::text, relname, grantee::regrole::text from pg_class, aclexplode(relacl)"
        " where relnamespace in ('private'::regnamespace, 'jobs'::regnamespace) and grantee <> relowner"
        " and grantee::regrole::text <> 'hiveforge_system'"
    ).fetchall()
    assert rights == []


async def test_functions_that_act_for_their_owner_are_closed_to_everybody_unnamed(owner):
    open_ones = owner.execute(
        "select p.oid::regprocedure::text from pg_proc p where p.prosecdef"
        " and p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)"
        " and (p.proacl is null or exists (select from aclexplode(p.proacl) where grantee = 0)"
        "      or not coalesce(p.proconfig, '{}') @> array['search_path=\"\"'])"
    ).fetchall()
    assert open_ones == []


async def test_a_connection_forgets_its_actor_with_the_transaction(acme):
    """Pooled connections serve one person after another."""
    read = "select count(*) from memberships"
    with psycopg.connect(databases().web, autocommit=True) as web:
        for ending in (None, RuntimeError):
            try:
                with web.transaction():
                    _act(web, acme.owner)
                    assert web.execute(read).fetchone() == (4,)
                    if ending:
                        raise ending
            except RuntimeError:
                pass
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                web.execute(read)
            row = web.execute("select current_user, current_setting('request.jwt.claims', true)").fetchone()
            assert row == ("hiveforge_web", "")


async def test_a_pooled_session_never_shows_the_previous_actors_rows(acme, globex):
    count = text("select slug from organizations")
    for actor, seen in ((acme.owner, ["acme"]), (globex.owner, ["globex"]), (acme.viewer, ["acme"])) * 3:
        async with unit_of_work(actor) as db:
            assert [row[0] for row in await db.exec(count)] == seen
        with pytest.raises(Exception, match="permission denied"):
            async with unit_of_work(actors.visitor()) as db:
                await db.exec(count)


async def test_sessions_that_ended_and_cookies_that_never_were_are_nobody(acme, owner):
    owner.execute("update sessions set expires_at = %s where id = %s", [now(), acme.sessions[Role.OWNER]])
    long_ago = now() - timedelta(hours=2)
    owner.execute("update sessions set last_seen_at = %s where id = %s", [long_ago, acme.sessions[Role.ADMIN]])
    owner.execute("delete from sessions where id = %s", [acme.sessions[Role.MEMBER]])
    cookies = [acme.secrets[role] for role in (Role.OWNER, Role.ADMIN, Role.MEMBER)]
    for cookie in (*cookies, "", "secret-root", "' or true --", "\x00", "x" * 100_000, "sécret"):
        actor = await actor_for_session(cookie, place="acme")
        assert (actor.id, actor.database_role) == (None, "anon"), cookie[:20]


def _act(connection: Connection, actor: Actor) -> None:
    connection.execute(
        "select set_config('role', %s, true), set_config('request.jwt.claims', %s, true)",
        [actor.database_role, actor.claims()],
    )
