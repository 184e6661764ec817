"""A row for every table and tenant, made from the catalogue: a new table is attacked without being named here."""

import itertools
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
from factories import Tenant
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb
from security.catalogue import Column, Shape, shapes

from hiveforge.core.clock import new_id, now

Row = dict[str, Any]

_TENANT_COLUMN = "organization_id"
_TEXTS = {"text", "character varying", "character", "citext"}
_NUMBERS = {"integer", "bigint", "smallint", "numeric", "double precision", "real"}

_passed_before: dict[tuple[str, frozenset[str]], tuple[int, ...]] = {}
"""For a table, and what was given for it, which of the choices its checks let pass: found by trying, once for all worlds."""


class World:
    """Tenants with at least one row in every table. `rows[table]` are all of them, `one[table, slug]` is the tenant's."""

    def __init__(self, connection: psycopg.Connection[Any], *tenants: Tenant) -> None:
        self.connection, self.tenants = connection, tenants
        self.shapes = shapes(connection)
        self.one: dict[tuple[str, str], Row] = {}
        for tenant in tenants:
            self._adopt(tenant)
        for shape in self.shapes.values():
            for tenant in tenants:
                if (shape.table, tenant.slug) not in self.one:
                    self.one[shape.table, tenant.slug] = self._insert(shape, tenant)
                    self._insert_without_tenant(shape, tenant)
        self.rows = {table: self.read(table) for table in self.shapes}
        self.places = {table: self.where(table) for table in self.shapes}

    def read(self, table: str) -> list[Row]:
        with self.connection.cursor(row_factory=dict_row) as cursor:
            query = sql.SQL("select * from {} order by id").format(sql.Identifier(table))
            return cursor.execute(query).fetchall()

    def where(self, table: str) -> set[tuple[UUID, str]]:
        """Where each row lies; a row that is changed or deleted lies there no more."""
        query = sql.SQL("select id, ctid::text from {}").format(sql.Identifier(table))
        return set(self.connection.execute(query).fetchall())

    def another(self, table: str, slug: str) -> Row:
        """A row like the tenant's that is not in the table yet."""
        row, shape = dict(self.one[table, slug]), self.shapes[table]
        fresh = self._values(shape, slug)
        for unique in shape.of_kind("u", "p"):
            for column in unique.columns:
                if column != _TENANT_COLUMN:
                    row[column] = new_id() if shape.columns[column].type == "uuid" else fresh[column]
        return {
            name: _adapted(shape.columns[name], value)
            for name, value in row.items()
            if not shape.columns[name].generated
        }

    def _adopt(self, tenant: Tenant) -> None:
        """The rows that the factory has made."""
        member = str(tenant.member.id)
        for table, condition in {
            "organizations": f"id = '{tenant.id}'",
            "users": f"id = '{member}'",
            "memberships": f"user_id = '{member}'",
            "sessions": f"user_id = '{member}'",
        }.items():
            with self.connection.cursor(row_factory=dict_row) as cursor:
                row = cursor.execute(f"select * from {table} where {condition}").fetchone()
            assert row, f"{tenant.slug} has no row in {table}"
            self.one[table, tenant.slug] = row

    def _insert_without_tenant(self, shape: Shape, tenant: Tenant) -> None:
        """Rows that belong to a person or to the platform, where the table allows them."""
        column = shape.columns.get(_TENANT_COLUMN)
        if column and not column.required:
            self._insert(shape, tenant, {_TENANT_COLUMN: None})

    def _insert(self, shape: Shape, tenant: Tenant, given: Mapping[str, Any] | None = None) -> Row:
        values = self._values(shape, tenant.slug) | dict(given or {})
        choices = _choices(shape, values)
        key = shape.table, frozenset(given or ())
        places = [range(len(options)) for options in choices.values()]
        known = [_passed_before[key]] if key in _passed_before else []
        for chosen in itertools.chain(known, itertools.product(*places)):
            picked = {name: options[place] for (name, options), place in zip(choices.items(), chosen, strict=True)}
            try:
                row = self._write(shape, values | picked)
            except psycopg.errors.CheckViolation:
                continue
            _passed_before[key] = chosen
            return row
        raise AssertionError(
            f"No row for table {shape.table!r} passes its checks. The values tried come from literals in the checks;"
            " teach `_choices` in tests/security/rows.py to find one that passes."
        )

    def _write(self, shape: Shape, row: Row) -> Row:
        statement = sql.SQL("insert into {} ({}) values ({}) returning *").format(
            sql.Identifier(shape.table),
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(sql.Placeholder() for _ in row),
        )
        with self.connection.cursor(row_factory=dict_row) as cursor:
            written = cursor.execute(statement, list(row.values())).fetchone()
        assert written
        return written

    def _values(self, shape: Shape, slug: str) -> Row:
        values = {
            c.name: value_for(shape.table, c, self._label(slug), self._person(slug))
            for c in shape.columns.values()
            if not c.generated
        }
        if _TENANT_COLUMN in values:
            values[_TENANT_COLUMN] = self.one["organizations", slug]["id"]
        for key in shape.of_kind("f"):
            parent = self.one.get((key.target, slug))
            for column, target in zip(key.columns, key.targets, strict=True):
                values[column] = parent[target] if parent else None
        return values

    def _label(self, slug: str) -> str:
        return self.one["organizations", slug]["name"].lower()

    def _person(self, slug: str) -> UUID:
        return self.one["users", slug]["id"]


def _adapted(column: Column, value: Any) -> Any:
    """A value that was read, so that it can be written again."""
    return Jsonb(value) if column.type in {"json", "jsonb"} and value is not None else value


def value_for(table: str, column: Column, label: str, person: UUID) -> Any:
    """Something that fits the column's type; texts name their tenant, so that a leak can be recognised."""
    unique = new_id()
    if column.type.endswith("[]"):
        return []
    if column.type in _TEXTS:
        return f"{label}-{table}-{unique.hex[-12:]}"[-(column.longest or 100) :]
    if column.type in _NUMBERS:
        return 1
    others = {
        "uuid": unique if column.name == "id" else person,
        "boolean": False,
        "json": Jsonb({"note": f"{label}-{table}"}),
        "jsonb": Jsonb({"note": f"{label}-{table}"}),
        "timestamp with time zone": now() + timedelta(hours=1),
        "date": now().date(),
        "interval": timedelta(hours=1),
        "bytea": unique.bytes,
        "inet": "192.0.2.1",
    }
    assert column.type in others or not column.required, (
        f"No value known for column {table}.{column.name} of type {column.type}:"
        " add the type to `value_for` in tests/security/rows.py, and the table is attacked like all others."
    )
    return others.get(column.type)


def _choices(shape: Shape, values: Row) -> dict[str, list[Any]]:
    """Columns under a check, with what may satisfy it: the check's own literals, then the usual value, then nothing."""
    choices: dict[str, list[Any]] = {}
    for check in shape.of_kind("c"):
        for name in check.columns:
            column = shape.columns[name]
            empty = [] if column.required else [None]
            choices.setdefault(name, []).extend([*_literals(check.definition, column), values[name], *empty])
    return choices


def _literals(definition: str, column: Column) -> list[Any]:
    if column.type in _TEXTS:
        return re.findall(r"'([^']*)'", definition)
    if column.type in _NUMBERS:
        return [int(n) + d for n in re.findall(r"(?<![\w'.])-?\d+(?![\w'.])", definition) for d in (0, 1, -1)]
    return []
