"""The database a command works with: the one that DATABASE_URL names, else the embedded one."""

import os

import click

from hiveforge.core.databases import Databases, databases
from hiveforge.core.settings import Settings, settings
from hiveforge.embedded.errors import CannotRunPostgres
from hiveforge.embedded.postgres import ensure


def provide_database(found: Settings) -> Databases:
    """The three logins. Starts or joins the embedded Postgres when no other is configured; it runs as long as we do.

    Twice is once. Ends the command where no embedded Postgres can run.
    """
    if not found.database_url and not (found.web_database_url and found.system_database_url):
        try:
            os.environ["DATABASE_URL"] = ensure(found.data_directory / "postgres").url
        except CannotRunPostgres as error:
            raise click.ClickException(str(error)) from None
        settings.cache_clear()
        databases.cache_clear()
    return databases()


def migrate_database(logins: Databases) -> list[str]:
    """Bring the database to this code's schema and say what was applied. Does nothing without the owner's login."""
    import psycopg

    from hiveforge.core import migrations

    if not logins.owner:
        return []
    try:
        psycopg.connect(logins.owner, connect_timeout=10).close()
        return migrations.upgrade(logins.owner)
    except psycopg.OperationalError as error:
        raise click.ClickException(f"The database does not answer. Check DATABASE_URL.\n{error}") from None
    except migrations.MigrationFailed as error:
        raise click.ClickException(str(error)) from None


def environment_for_server(logins: Databases) -> dict[str, str]:
    """The environment of a process that serves strangers: it gets the logins it needs, not the owner's."""
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return inherited | {"HIVEFORGE_WEB_DATABASE_URL": logins.web, "HIVEFORGE_SYSTEM_DATABASE_URL": logins.system}
