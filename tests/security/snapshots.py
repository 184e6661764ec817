"""The whole database, to compare and to put back. Left out are counters of tries, which tabs are open, and when a session was last seen."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

Connection = psycopg.Connection[Any]
_TABLES = """
select schemaname, tablename from pg_tables
 where schemaname in ('public', 'private', 'jobs') and tablename not in ('rate_limits', 'presences', 'alembic_version')
"""


@dataclass(frozen=True, slots=True)
class Change:
    """A row that is new (`before` is None), gone (`after` is None) or different."""

    table: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None

    def names(self, *values: object) -> bool:
        """Whether any of these ids or words stands anywhere in the row."""
        written = json.dumps([self.before, self.after])
        return any(str(value) in written for value in values)

    def __str__(self) -> str:
        what = "new" if self.before is None else "gone" if self.after is None else "different"
        return f"{what} in {self.table}: {json.dumps(self.after or self.before)[:400]}"


class Snapshot:
    """Every row of every table, as JSON."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.tables = self._read()

    def changes_until(self, later: "Snapshot") -> list[Change]:
        return [change for table, rows in self.tables.items() for change in _changes(table, rows, later.tables[table])]

    def restore(self) -> None:
        """Put back what has changed, past all triggers and foreign keys."""
        now = self._read()
        changed = {name: rows for name, rows in self.tables.items() if rows != now[name]}
        if not changed:
            return
        with self.connection.transaction():
            self.connection.execute("set local session_replication_role = replica")
            for name, rows in changed.items():
                table = sql.Identifier(*name.split("."))
                self.connection.execute(sql.SQL("delete from {}").format(table))
                back = sql.SQL(
                    "insert into {0} ({1}) overriding system value"
                    " select {1} from jsonb_populate_recordset(null::{0}, %s)"
                ).format(table, sql.SQL(", ").join(map(sql.Identifier, self._written(name))))
                self.connection.execute(back, [Jsonb([row["all"] for row in rows.values()])])

    def _written(self, name: str) -> list[str]:
        """The columns that Postgres does not make out of others."""
        columns = (
            "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped"
            " and attgenerated = '' order by attnum"
        )
        return [row[0] for row in self.connection.execute(columns, [name]).fetchall()]

    def _read(self) -> dict[str, dict[str, dict[str, Any]]]:
        """All tables in one statement: this is done after every attempt."""
        names = [f"{schema}.{table}" for schema, table in self.connection.execute(_TABLES).fetchall()]
        each = [
            sql.SQL("select {}, to_jsonb(t) from {} t").format(name, sql.Identifier(*name.split("."))) for name in names
        ]
        found: dict[str, dict[str, dict[str, Any]]] = {name: {} for name in names}
        for name, row in self.connection.execute(sql.SQL(" union all ").join(each)).fetchall():
            compared = {column: value for column, value in row.items() if column != "last_seen_at"}
            found[name][str(row.get("id") or json.dumps(row))] = {"all": row, "compared": compared}
        return found


def _changes(table: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Change]:
    for key in before.keys() | after.keys():
        old, new = before.get(key, {}).get("compared"), after.get(key, {}).get("compared")
        if old != new:
            yield Change(table, old, new)
