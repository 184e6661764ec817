"""Runs revisions, and compares the declared tables with a database: the given connection's, else the owner's."""

import sqlalchemy as sa
from sqlmodel import SQLModel

import hiveforge.models  # noqa: F401  every slice's tables
from alembic import context
from hiveforge.core import revisions
from hiveforge.core.databases import databases, sqlalchemy_url


def run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_type=True,
        compare_server_default=True,
        process_revision_directives=revisions.declared_last,
        render_item=revisions.render_item,
        include_name=lambda name, kind, _parents: kind != "schema" or name is None,
    )
    with context.begin_transaction():
        context.run_migrations()


if given := context.config.attributes.get("connection"):
    run(given)
else:
    with sa.create_engine(sqlalchemy_url(databases().owner), poolclass=sa.NullPool).connect() as own:
        run(own)
        own.commit()
