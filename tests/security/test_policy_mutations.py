"""The matrix of rows is a test only if it fails when a policy is wrong: each one is dropped, loosened and rolled back."""

import pytest
from security.matrix import POLICIES, Who, differences
from security.rows import World

from hiveforge.core.models import BY_THE_PERSON, Sql
from hiveforge.core.permissions import Permission

_OWN_POLICIES = "select tablename, policyname, cmd from pg_policies where schemaname = 'public' and policyname not like '%\\_system'"


async def test_the_matrix_notices_every_policy_that_is_dropped(everybody):
    world, who = everybody
    for table, policy, _ in world.connection.execute(_OWN_POLICIES).fetchall():
        assert _noticed(world, who, table, f"drop policy {policy} on {table}"), f"{policy} can vanish unnoticed"


async def test_the_matrix_notices_every_policy_that_is_loosened(everybody):
    world, who = everybody
    for table, policy, command in world.connection.execute(_OWN_POLICIES).fetchall():
        clause = {"INSERT": "with check (true)"}.get(command, "using (true)")
        assert _noticed(world, who, table, f"alter policy {policy} on {table} {clause}"), f"{policy} can open unnoticed"


async def test_the_matrix_notices_every_policy_that_forgets_the_tenant(everybody):
    """The likeliest mistake: the permission is asked for, but in any organization at all."""
    world, who = everybody
    for table, policy in POLICIES.items():
        for verb, rule in policy.commands().items():
            if isinstance(rule, Permission):
                clause = "with check" if verb == "insert" else "using"
                mutant = (
                    f"alter policy {table}_{verb} on {table} {clause} (exists (select private.orgs_with('{rule}')))"
                )
                assert _noticed(world, who, table, mutant), f"{table}_{verb} can forget the tenant unnoticed"


async def test_the_matrix_notices_tables_without_row_security_and_rights_too_many(everybody):
    world, who = everybody
    for table, policy in POLICIES.items():
        for mutant in (
            f"grant select on {table} to anon",
            f"grant all on {table} to authenticated; create policy more on {table} to authenticated using (true)",
            f"alter table {table} disable row level security; grant all on {table} to authenticated",
            *([f"grant update on {table} to authenticated"] if policy.columns else []),
            *([f"grant delete on {table} to service_role"] if policy.append_only else []),
        ):
            assert _noticed(world, who, table, mutant), mutant


@pytest.mark.parametrize(
    "mutant",
    [
        "insert into private.role_permissions values ('viewer', 'members:manage')",
        "delete from private.role_permissions where role = 'admin' and permission = 'audit:read'",
        """create or replace function private.colleagues() returns setof uuid language sql stable
           security definer set search_path = '' as $$ select id from public.users $$""",
    ],
    ids=["a right too many", "a right too few", "everybody is a colleague"],
)
async def test_the_matrix_notices_a_wrong_table_of_rights(everybody, mutant):
    world, who = everybody
    assert _noticed(world, who, None, mutant)


@pytest.mark.parametrize(
    ("condition", "instead"),
    [
        ("and o.deleted_at is null", ""),
        ("(select (auth.jwt() ->> 'organization')::uuid)", "null::uuid"),
        ("and g.permission = orgs_with.permission", ""),
        ("m.user_id = (select auth.uid())", "true"),
        ("private.key_allows(m.organization_id, m.user_id, orgs_with.permission)", "true"),
    ],
    ids=[
        "in deleted organizations",
        "beyond the organization acted in",
        "for any permission",
        "for anybody",
        "beyond a key's scopes",
    ],
)
async def test_the_matrix_notices_rights_that_reach_too_far(everybody, condition, instead):
    world, who = everybody
    found = world.connection.execute("select pg_get_functiondef('private.orgs_with(text)'::regprocedure)").fetchone()
    assert condition in found[0]
    assert _noticed(world, who, None, found[0].replace(condition, instead))


@pytest.mark.parametrize(
    "condition",
    [
        "k.organization_id = place",
        "k.user_id = member",
        "k.revoked_at is null",
        "(k.expires_at is null or k.expires_at > now())",
        "permission = any(k.scopes)",
    ],
)
async def test_the_matrix_notices_keys_that_open_too_much(everybody, condition):
    world, who = everybody
    found = world.connection.execute(
        "select pg_get_functiondef('private.key_allows(uuid, uuid, text)'::regprocedure)"
    ).fetchone()
    assert condition in found[0]
    assert _noticed(world, who, None, found[0].replace(condition, "true"))


async def test_the_matrix_notices_what_is_a_persons_and_opens_to_their_keys(everybody):
    world, who = everybody
    for table, policy in POLICIES.items():
        for verb, rule in policy.commands().items():
            if isinstance(rule, Sql) and BY_THE_PERSON in rule.expression:
                opened = rule.expression.replace(BY_THE_PERSON, "true")
                clause = "with check" if verb == "insert" else "using"
                mutant = f"alter policy {table}_{verb} on {table} {clause} ({opened})"
                assert _noticed(world, who, table, mutant), f"{table}_{verb} can open to API keys unnoticed"


def _noticed(world: World, everybody: list[Who], table: str | None, mutant: str) -> bool:
    with world.connection.transaction(force_rollback=True):
        world.connection.execute(mutant)
        return any(differences(world, everybody, [table] if table else None))
