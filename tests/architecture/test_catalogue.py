"""What Postgres really grants, read from its catalogue: nothing to everybody, nothing to anonymous."""

import pytest

from hiveforge.core.permissions import GRANTS

SCHEMAS = "('public', 'private', 'jobs')"


@pytest.fixture
def ask(owner):
    return lambda question: owner.execute(question).fetchall()


def test_every_table_enforces_row_security_even_for_its_owner(ask):
    open_tables = ask(
        "select relname from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')"
        " and relname <> 'alembic_version' and not (relrowsecurity and relforcerowsecurity)"
    )
    assert open_tables == []


def test_views_ask_with_the_rights_of_whoever_looks(ask):
    views = ask(
        f"select oid::regclass::text from pg_class where relnamespace::regnamespace::text in {SCHEMAS}"
        " and relkind in ('v', 'm') and not coalesce(reloptions @> '{security_invoker=true}', false)"
    )
    assert views == []


def test_functions_with_their_owners_rights_look_nowhere_but_where_they_say(ask):
    loose = ask(
        f"select oid::regprocedure::text, proconfig from pg_proc where pronamespace::regnamespace::text in {SCHEMAS}"
        " and prosecdef and not coalesce(proconfig && array['search_path=\"\"', 'search_path=jobs, pg_temp'], false)"
    )
    assert loose == []


def test_functions_with_their_owners_rights_are_not_for_everybody(ask):
    for_everybody = ask(
        f"select oid::regprocedure::text from pg_proc where pronamespace::regnamespace::text in {SCHEMAS}"
        " and prosecdef and (proacl is null or exists (select from aclexplode(proacl) where grantee = 0))"
    )
    assert for_everybody == []


def test_schema_public_holds_no_functions_that_the_api_of_a_hosted_postgres_would_publish(ask):
    own = ask(
        "select oid::regprocedure::text from pg_proc p where pronamespace = 'public'::regnamespace"
        " and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')"
    )
    assert own == []


def test_nobody_creates_things_in_our_schemas(ask):
    creators = ask(
        f"select nspname, grantee::regrole::text from pg_namespace, aclexplode(nspacl) where nspname in {SCHEMAS}"
        " and privilege_type = 'CREATE' and grantee <> nspowner"
    )
    assert creators == []


def test_anonymous_and_everybody_have_no_rights_on_tables(ask):
    granted = ask(
        "select c.oid::regclass::text, coalesce(nullif(grantee, 0)::regrole::text, 'public'), privilege_type"
        "  from pg_class c, aclexplode(c.relacl)"
        f" where c.relnamespace::regnamespace::text in {SCHEMAS} and c.relkind in ('r', 'p', 'v', 'm', 'S')"
        "   and (grantee = 0 or grantee = 'anon'::regrole)"
    )
    assert granted == []


def test_the_web_login_itself_has_no_rights_on_tables(ask):
    granted = ask(
        "select c.oid::regclass::text, privilege_type from pg_class c, aclexplode(c.relacl)"
        f" where c.relnamespace::regnamespace::text in {SCHEMAS} and grantee = 'hiveforge_web'::regrole"
    )
    assert granted == []


def test_postgres_has_the_role_table_of_python(ask):
    assert set(ask("select role, permission from private.role_permissions")) == {
        (str(role), str(permission)) for role, permissions in GRANTS.items() for permission in permissions
    }
