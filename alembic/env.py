"""How revisions are written and run: tables by Alembic, then whatever policies, functions and rights have drifted."""

from typing import Any

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate import comparators, renderers
from alembic.operations.ops import ExecuteSQLOp
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import hiveforge.models  # noqa: F401  every slice's tables
from hiveforge.core import rls
from hiveforge.core.databases import databases, sqlalchemy_url


class Declare(ExecuteSQLOp):
    """One declared statement; going back is declaring the older revision's."""

    def reverse(self) -> "Declare":
        return Declare("select 1")

    def to_diff_tuple(self) -> tuple[str, str]:
        return "declare", str(self.sqltext)


@renderers.dispatch_for(Declare)
def render_declare(_context: Any, op: Declare) -> str:
    text = str(op.sqltext).strip()
    if "\\" in text or '"""' in text:
        raise ValueError("declared SQL is written between triple quotes: no backslashes, no triple quotes")
    if "\n" not in text:
        return f"declare({text!r})"
    return f'declare("""\n{text}\n""")'


@comparators.dispatch_for("schema")
def compare_declared(autogen_context: Any, upgrade_ops: Any, _schemas: Any) -> None:
    """Tables that exist are compared with the catalogue; new ones get all their statements."""
    connection = autogen_context.connection
    there = set(sa.inspect(connection).get_table_names())
    fresh = "memberships" not in there
    functions = [rls.FOUNDATION, *rls.function_statements()]
    if fresh or rls.drifted(connection, {"function", "trigger"}, functions):
        upgrade_ops.ops.extend(Declare(s) for s in functions)
    if fresh or rls.drifted(connection, {"grant"}, rls.grant_statements()):
        upgrade_ops.ops.extend(Declare(s) for s in rls.grant_statements())
    for table in rls.tables():
        name = str(table.__tablename__)
        statements = rls.table_statements(table)
        if name not in there or rls.drifted(connection, {"policy", "table", "column"}, statements, name):
            upgrade_ops.ops.extend(Declare(s) for s in statements)


def declared_last(_context: Any, _revision: Any, directives: Any) -> None:
    """Policies and functions need their tables first."""
    for script in directives:
        script.upgrade_ops.ops.sort(key=lambda op: isinstance(op, Declare))
        script.downgrade_ops.ops = [op for op in script.downgrade_ops.ops if not isinstance(op, Declare)]


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False


def run(connection: sa.Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        compare_type=True,
        compare_server_default=True,
        process_revision_directives=declared_last,
        render_item=render_item,
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
