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


class NoDatabase(Exception):
    """No database is configured for this process."""


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
    """Give the derived logins their passwords; on a private socket the operating system vouches instead."""
    if _by_socket(settings.database_url) or settings.web_database_url:
        return
    for login in (WEB_LOGIN, SYSTEM_LOGIN):
        owner.execute(
            sql.SQL("alter role {} password {}").format(sql.Identifier(login), sql.Literal(_password(login, settings)))
        )


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
