"""What a database login may do beyond its task. Row-level security protects nothing from a login that can pass it by."""

from typing import Any

import psycopg

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
