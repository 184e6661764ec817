"""Whether a database login may do what its task needs, and no more.

Row-level security protects nothing from a login that can pass it by, and migrations need rights that not every owner has.
"""

from typing import Any

import psycopg
from psycopg import sql

_POWERS = """
select rolsuper, rolbypassrls,
       (select count(*) from pg_shdepend where deptype = 'o' and refclassid = 'pg_authid'::regclass and refobjid = r.oid),
       array(select p.rolname::text from pg_roles p
              where p.oid <> r.oid and pg_has_role(r.oid, p.oid, 'member')
                and (p.rolsuper or p.rolbypassrls or p.rolname = 'service_role'
                     or exists (select from pg_class c where c.relowner = p.oid and c.relkind in ('r', 'p')))
              order by 1)
  from pg_roles r where rolname = session_user
"""

REMEDY = (
    "Every tenant's rows would be open to it. Point HIVEFORGE_WEB_DATABASE_URL to the login hiveforge_web, "
    "or set only DATABASE_URL and run `hiveforge migrate`."
)


class PowerfulLogin(Exception):
    """The web process would serve strangers with a login that can read every tenant's rows."""


def powers(connection: psycopg.Connection[Any]) -> list[str]:
    """What this login could pass the policies with, in words; an empty list for a login fit for the web."""
    superuser, bypasses, owned, roles = connection.execute(_POWERS).fetchone() or (True, True, 0, [])
    return [
        *(["is a superuser"] if superuser else []),
        *(["may bypass row-level security"] if bypasses else []),
        *([f"owns {owned} objects"] if owned else []),
        *(f"may become {role}" for role in roles),
    ]


def refuse_powerful_login(address: str) -> None:
    """Raise PowerfulLogin unless the policies bind this login."""
    with psycopg.connect(address, autocommit=True, connect_timeout=10) as connection:
        if found := powers(connection):
            raise PowerfulLogin(f"{connection.info.user} {', '.join(found)}. {REMEDY}")


_ROLES = ["anon", "authenticated", "hiveforge_system", "hiveforge_web", "service_role"]  # those of foundation.sql

# Before Postgres 16, who may create roles may change every one that is no superuser.
_RIGHTS = """
select has_database_privilege(current_database(), 'create'),
       has_schema_privilege('public', 'create'),
       rolsuper or rolcreaterole,
       array(select p.rolname::text from pg_roles p where p.rolname = any(%s)
                and current_setting('server_version_num')::int >= 160000
                and not pg_has_role(p.oid, 'member with admin option') order by 1)
  from pg_roles where rolname = current_user
"""


def rights_for_the_owner(address: str) -> list[str]:
    """What an administrator must say so that this login can run the migrations; an empty list when it can."""
    with psycopg.connect(address, autocommit=True, connect_timeout=10) as connection:
        schemas, tables, roles, strange = connection.execute(_RIGHTS, [_ROLES]).fetchone() or (False, False, False, [])
        names = {
            "login": sql.Identifier(connection.info.user),
            "database": sql.Identifier(connection.info.dbname),
            "strange": sql.SQL(", ").join(map(sql.Identifier, strange)),
        }
        statements = (
            (sql.SQL("alter database {database} owner to {login};"), not schemas),
            (sql.SQL("grant create on schema public to {login};"), schemas and not tables),
            (sql.SQL("alter role {login} createrole;"), not roles),
            (sql.SQL("grant {strange} to {login} with admin option;"), bool(strange)),
        )
        return [statement.format(**names).as_string(connection) for statement, missing in statements if missing]
