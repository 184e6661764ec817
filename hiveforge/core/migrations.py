"""Bringing a database to the schema of this code: all revisions in one transaction, so that a failure changes nothing."""

from pathlib import Path

import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from alembic import command

from .databases import ensure_logins, sqlalchemy_url
from .settings import PROJECT, settings


class MigrationFailed(Exception):
    """A revision did not apply; the database is as it was before."""


def config(project: Path = PROJECT) -> Config:
    made = Config(project / "alembic.ini")
    made.set_main_option("script_location", str(project / "alembic"))
    return made


def head() -> str | None:
    """The revision this code needs."""
    return ScriptDirectory.from_config(config()).get_current_head()


def current(connection: sa.Connection) -> str | None:
    """The revision this database has."""
    return MigrationContext.configure(connection).get_current_revision()


def upgrade(owner_address: str, *, project: Path = PROJECT) -> list[str]:
    """Apply what is missing and return those revisions, oldest first; an empty list when all is there.

    Two migrators at once: the second waits, then finds nothing to do. Raises MigrationFailed.
    """
    engine = sa.create_engine(sqlalchemy_url(owner_address), poolclass=sa.NullPool)
    script = ScriptDirectory.from_config(config(project))
    try:
        with engine.begin() as connection:
            connection.execute(sa.text("select pg_advisory_xact_lock(hashtext('hiveforge migrations'))"))
            before = current(connection)
            made = config(project)
            made.attributes["connection"] = connection
            command.upgrade(made, "head")
            connection.execute(sa.text("grant select on alembic_version to hiveforge_system"))  # for /readyz
            ensure_logins(connection.connection.driver_connection, settings())  # pyright: ignore[reportArgumentType]
    except DBAPIError as error:
        raise MigrationFailed(
            f"The database was not changed, because a revision failed:\n  {error.orig}\n"
            "Fix the cause (or restore the previous version of the code) and run `hiveforge migrate` again."
        ) from error
    finally:
        engine.dispose()
    return [r.revision for r in reversed(list(script.iterate_revisions("head", before or "base")))]
