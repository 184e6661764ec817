"""Row-level security: SQL made from the policies that stand beside the tables, and its comparison with the catalogue."""

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from .models import Policy, Rule, Sql, Table
from .permissions import GRANTS, Permission

FOUNDATION = (Path(__file__).parent / "foundation.sql").read_text()


def tables() -> list[type[Table]]:
    """Every imported table class, by name."""

    def below(cls: type[Table]) -> list[type[Table]]:
        return [t for sub in cls.__subclasses__() for t in (sub, *below(sub))]

    return sorted((t for t in below(Table) if hasattr(t, "__table__")), key=lambda t: str(t.__tablename__))


def table_statements(table: type[Table]) -> list[str]:
    """Everything Postgres must be told about one table; safe to run twice."""
    name, policy = str(table.__tablename__), table.policy
    system_rights = "select, insert" if policy.append_only else "select, insert, update, delete"
    out = [
        f"alter table public.{name} enable row level security",
        f"alter table public.{name} force row level security",
        f"revoke all on public.{name} from public, anon, authenticated, service_role",
        f"grant {system_rights} on public.{name} to service_role",
        f"drop policy if exists {name}_system on public.{name}",
        # No login bypasses row security: the system's work and the owner's functions pass by this policy, by name.
        f"create policy {name}_system on public.{name} to current_user, service_role using (true) with check (true)",
    ]
    for command, rule in policy.commands().items():
        out.append(f"drop policy if exists {name}_{command} on public.{name}")
        if isinstance(rule, Permission | Sql):
            out.extend(_policy(name, command, rule, policy))
    return out


def _policy(name: str, command: str, rule: Rule, policy: Policy) -> list[str]:
    if isinstance(rule, Sql):
        expression = rule.expression
    else:
        expression = f"{policy.tenant} = any(array(select private.orgs_with('{rule}')))"
    using = "" if command == "insert" else f" using ({expression})"
    check = "" if command in {"select", "delete"} else f" with check ({expression})"
    columns = f" ({', '.join(policy.columns)})" if command == "update" and policy.columns else ""
    return [
        f"create policy {name}_{command} on public.{name} for {command} to authenticated{using}{check}",
        f"grant {command}{columns} on public.{name} to authenticated",
    ]


def grant_statements() -> list[str]:
    """`GRANTS` as rows, so that policies and Python read the same table."""
    rows = ", ".join(f"('{role}', '{p}')" for role in GRANTS for p in sorted(GRANTS[role]))
    return [
        "delete from private.role_permissions",
        f"insert into private.role_permissions (role, permission) values {rows}",  # noqa: S608  names of enums
    ]


def function_statements() -> list[str]:
    """Functions and triggers that tables declare. They call each other, so bodies are checked at their first use."""
    declared = [table.declares.strip() for table in tables() if table.declares]
    return ["set local check_function_bodies = off", *declared]


def declared() -> list[str]:
    """Everything beyond tables and columns, in an order that works."""
    return function_statements() + grant_statements() + [s for t in tables() for s in table_statements(t)]


_CATALOGUE = """
select 'policy', tablename, policyname, cmd, roles::text, coalesce(qual, ''), coalesce(with_check, '')
  from pg_policies where schemaname = 'public'
union all
select 'table', relname, relrowsecurity::text, relforcerowsecurity::text,
       coalesce((select string_agg(a.grantee::regrole || ':' || a.privilege_type, ',' order by a.grantee::regrole::text, a.privilege_type)
                   from aclexplode(relacl) a where a.grantee <> relowner and a.grantee <> 0), ''), '', ''
  from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' and relname <> 'alembic_version'
union all
select 'column', c.relname, a.attname, a.attacl::text, '', '', ''
  from pg_attribute a join pg_class c on c.oid = a.attrelid
 where c.relnamespace = 'public'::regnamespace and a.attacl is not null
union all
select 'function', p.oid::regprocedure::text, md5(regexp_replace(pg_get_functiondef(p.oid), '[[:space:]]+', ' ', 'g')), coalesce(p.proacl::text, ''), '', '', ''
  from pg_proc p where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and p.prokind = 'f'
   and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
union all
select 'trigger', tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), '', '', ''
  from pg_trigger where not tgisinternal and tgrelid in (select oid from pg_class where relnamespace = 'public'::regnamespace)
union all
select 'grant', role, permission, '', '', '', '' from private.role_permissions
"""

Rows = set[tuple[str, ...]]


def catalogue(connection: sa.Connection) -> Rows:
    """What Postgres enforces now, as comparable rows."""
    return {tuple(row) for row in connection.execute(sa.text(_CATALOGUE))}


def redeclared(connection: sa.Connection, statements: list[str]) -> Rows:
    """The catalogue as it would be. Postgres rewrites expressions, so they are applied, read back and undone."""
    with connection.begin_nested() as savepoint:
        policies = sa.text("select policyname, tablename from pg_policies where schemaname = 'public'")
        for policy, table in connection.execute(policies).all():
            connection.exec_driver_sql(f'drop policy "{policy}" on public."{table}"')
        for statement in statements:
            _run(connection, statement)
        after = catalogue(connection)
        savepoint.rollback()
    return after


def drift(connection: sa.Connection) -> tuple[Rows, Rows]:
    """What the database has but nobody declared, and the reverse."""
    before, after = catalogue(connection), redeclared(connection, [FOUNDATION, *declared()])
    return before - after, after - before


def drifted(connection: sa.Connection, kinds: set[str], statements: list[str], table: str = "") -> bool:
    """Whether the statements would change any of these kinds of catalogue rows (of one table)."""

    def chosen(rows: Rows) -> Rows:
        return {row for row in rows if row[0] in kinds and (not table or row[1] == table)}

    return chosen(catalogue(connection)) != chosen(redeclared(connection, statements))


def _run(connection: sa.Connection, statement: str) -> None:
    """As the driver takes it: several statements at once, and percent signs that are no placeholders."""
    driver: Any = connection.connection.driver_connection
    driver.execute(statement)


def create_everything(connection: sa.Connection) -> None:
    """An empty database to a full one, without revisions: only to compare with what the revisions make."""
    _run(connection, FOUNDATION)
    SQLModel.metadata.create_all(connection)
    for statement in declared():
        _run(connection, statement)
