"""What a written revision holds beyond Alembic's tables: policies, functions and rights that were declared anew."""

from typing import Any

import sqlalchemy as sa
from alembic.autogenerate import comparators, renderers
from alembic.operations.ops import ExecuteSQLOp
from alembic.util import DispatchPriority
from sqlmodel.sql.sqltypes import AutoString

from . import rls


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


@comparators.dispatch_for("schema", priority=DispatchPriority.LAST)
def compare_declared(autogen_context: Any, upgrade_ops: Any, _schemas: Any) -> None:
    """Compare with the catalogue, but declare anew what belongs to tables that change: it may name what is not there yet."""
    connection = autogen_context.connection
    changing = {getattr(op, "table_name", "") for op in upgrade_ops.ops}
    functions = [rls.FOUNDATION, *rls.function_statements()]
    declaring = {str(table.__tablename__) for table in rls.tables() if table.declares}
    if changing & declaring or rls.drifted(connection, {"function", "trigger"}, functions):
        upgrade_ops.ops.extend(Declare(s) for s in functions)
    if not sa.inspect(connection).has_table("role_permissions", "private") or rls.drifted(
        connection, {"grant"}, rls.grant_statements()
    ):
        upgrade_ops.ops.extend(Declare(s) for s in rls.grant_statements())
    for table in rls.tables():
        name, statements = str(table.__tablename__), rls.table_statements(table)
        if name in changing or rls.drifted(connection, {"policy", "table", "column"}, statements, name):
            upgrade_ops.ops.extend(Declare(s) for s in statements)


def declared_last(_context: Any, _revision: Any, directives: Any) -> None:
    """Policies and functions need their tables first."""
    for script in directives:
        script.upgrade_ops.ops.sort(key=lambda op: isinstance(op, Declare))
        script.downgrade_ops.ops = [op for op in script.downgrade_ops.ops if not isinstance(op, Declare)]


def render_item(kind: str, item: Any, _context: Any) -> str | bool:
    """Write SQLModel's text columns as SQLAlchemy's."""
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    return False
