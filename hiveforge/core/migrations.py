"""Bringing a database to the schema of this code: all revisions in one transaction, so that a failure changes nothing."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import sqlalchemy as sa
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy.exc import DBAPIError

from alembic import command

from .databases import LoginsInUse, ensure_logins, sqlalchemy_url
from .privileges import rights_for_the_owner
from .settings import PROJECT, settings

# Hosted databases may hand every new table to everybody.
_REVISION_IS_FOR_READYZ = (
    "revoke all on alembic_version from public, anon, authenticated, service_role",
    "grant select on alembic_version to hiveforge_system",
)

_TRIES_BESIDE_NEIGHBOURS = 5


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
        before = _beside_neighbours(lambda: _apply(engine, project))
    except DBAPIError as error:
        raise MigrationFailed(_in_words(error.orig, owner_address)) from error
    except psycopg.Error as error:  # from statements that went past SQLAlchemy
        raise MigrationFailed(_in_words(error, owner_address)) from error
    except LoginsInUse as error:
        raise MigrationFailed(f"The database was not changed. {error}") from error
    finally:
        engine.dispose()
    return [r.revision for r in reversed(list(script.iterate_revisions("head", before or "base")))]


def _apply(engine: sa.Engine, project: Path) -> str | None:
    """All that is missing, in one transaction; returns the revision before."""
    with engine.begin() as connection:
        connection.execute(sa.text("select pg_advisory_xact_lock(hashtext('hiveforge migrations'))"))
        before = current(connection)
        made = config(project)
        made.attributes["connection"] = connection
        command.upgrade(made, "head")
        for statement in _REVISION_IS_FOR_READYZ:
            connection.execute(sa.text(statement))
        ensure_logins(connection.connection.driver_connection, settings())  # pyright: ignore[reportArgumentType]
    return before


def _beside_neighbours(apply: Callable[[], str | None]) -> str | None:
    """Try again when another database of the same server is migrated: roles belong to all, and no lock spans databases."""
    for _ in range(_TRIES_BESIDE_NEIGHBOURS - 1):
        try:
            return apply()
        except (DBAPIError, psycopg.Error) as error:
            if "tuple concurrently updated" not in str(error):
                raise
    return apply()


def _in_words(cause: BaseException | None, owner_address: str) -> str:
    told = f"The database was not changed, because a revision failed:\n  {cause}\n"
    missing = rights_for_the_owner(owner_address) if isinstance(cause, psycopg.errors.InsufficientPrivilege) else []
    if not missing:
        return f"{told}Fix the cause (or restore the previous version of the code) and run `hiveforge migrate` again."
    statements = "".join(f"\n  {statement}" for statement in missing)
    return (
        f"{told}The login in DATABASE_URL may not do enough. Let the server's administrator run{statements}\n"
        "and run `hiveforge migrate` again."
    )
