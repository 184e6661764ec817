"""The three logins to one database, and their addresses.

`owner` runs migrations, `web` serves people and has no rights of its own, `system` does the platform's work.
"""

import hashlib
import hmac
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from .settings import Settings, settings

WEB_LOGIN = "hiveforge_web"
SYSTEM_LOGIN = "hiveforge_system"


_IN_USE = """
select shobj_description(oid, 'pg_authid'),
       array(select datname::text from pg_database d where datname <> current_database() and exists (
         select from pg_shdepend where dbid = d.oid and refclassid = 'pg_authid'::regclass and refobjid = r.oid) order by 1)
  from pg_roles r where rolname = %s
"""


class NoDatabase(Exception):
    """No database is configured for this process."""


class LoginsInUse(Exception):
    """Another HiveForge on this server uses the logins, with other passwords."""


@dataclass(frozen=True, slots=True)
class Databases:
    """libpq addresses, `postgresql://…`."""

    owner: str
    web: str
    system: str


def resolve(settings: Settings) -> Databases:
    """The logins that these settings name; what is not set is derived from DATABASE_URL.

    Raises NoDatabase when nothing is set: `hiveforge up` sets it to the embedded Postgres.
    """
    owner = settings.database_url
    web = settings.web_database_url or (_as_login(owner, WEB_LOGIN, settings) if owner else "")
    system = settings.system_database_url or (_as_login(owner, SYSTEM_LOGIN, settings) if owner else "")
    if not web or not system:
        raise NoDatabase(
            "No database is configured. `hiveforge up` starts one; otherwise set DATABASE_URL to a Postgres 15 or later."
        )
    return Databases(owner, web, system)


@cache
def databases() -> Databases:
    return resolve(settings())


def sqlalchemy_url(address: str) -> str:
    return address.replace("postgresql://", "postgresql+psycopg://", 1)


def ensure_logins(owner: psycopg.Connection, settings: Settings) -> None:
    """Give the derived logins their passwords; on a private socket the operating system vouches instead.

    Logins belong to the whole server: raises LoginsInUse instead of locking another database's installation out.
    """
    if _by_socket(settings.database_url) or settings.web_database_url:
        return
    for login in (WEB_LOGIN, SYSTEM_LOGIN):
        password = _password(login, settings)
        mark = f"HiveForge, password {hashlib.sha256(password.encode()).hexdigest()[:16]}"
        found, others = owner.execute(_IN_USE, [login]).fetchone() or ("", [])
        if found and found != mark and others:
            raise LoginsInUse(
                f"{login} is the login of another HiveForge on this server (database {', '.join(others)}), whose "
                "HIVEFORGE_SECRET_KEY is another. Logins belong to the whole server: use a server of its own for each "
                "installation, or the same key."
            )
        role = sql.Identifier(login)
        owner.execute(sql.SQL("alter role {} password {}").format(role, sql.Literal(password)))
        owner.execute(sql.SQL("comment on role {} is {}").format(role, sql.Literal(mark)))


def _as_login(address: str, login: str, settings: Settings) -> str:
    parts = urlsplit(address)
    host = parts.netloc.rpartition("@")[2]
    secret = "" if _by_socket(address) else f":{quote(_password(login, settings), safe='')}"
    return urlunsplit(parts._replace(netloc=f"{login}{secret}@{host}"))


def _by_socket(address: str) -> bool:
    return "host=/" in address or "host=%2F" in address


def _password(login: str, settings: Settings) -> str:
    key = settings.secret_key.get_secret_value().encode()
    return hmac.new(key, f"database login {login}".encode(), hashlib.sha256).hexdigest()
