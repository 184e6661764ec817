"""What Postgres' catalogue says of every table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.rows import dict_row

_COLUMNS = """
select c.relname::text as table, a.attname::text as name, format_type(a.atttypid, null) as type, a.attnotnull as required,
       a.attgenerated <> '' or a.attidentity = 'a' as generated,
       case when a.atttypmod > 4 and a.atttypid in (1042, 1043) then a.atttypmod - 4 end as longest
  from pg_attribute a join pg_class c on c.oid = a.attrelid
 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and c.relname <> 'alembic_version'
   and a.attnum > 0 and not a.attisdropped
 order by c.relname, a.attnum
"""


_CONSTRAINTS = """
select t.conrelid::regclass::text as table, t.conname as name, t.contype as kind, pg_get_constraintdef(t.oid) as definition,
       nullif(t.confrelid, 0)::regclass::text as target,
       array(select attname::text from unnest(t.conkey) with ordinality k(n, i) join pg_attribute on attrelid = t.conrelid and attnum = n order by i) as columns,
       array(select attname::text from unnest(t.confkey) with ordinality k(n, i) join pg_attribute on attrelid = t.confrelid and attnum = n order by i) as targets
  from pg_constraint t where t.connamespace = 'public'::regnamespace and t.contype in ('f', 'c', 'u', 'p')
"""


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    type: str
    required: bool
    generated: bool
    longest: int | None


@dataclass(frozen=True, slots=True)
class Constraint:
    """`kind` is f (foreign key), c (check), u (unique) or p (primary key)."""

    name: str
    kind: str
    definition: str
    columns: tuple[str, ...]
    target: str
    targets: tuple[str, ...]


@dataclass(slots=True)
class Shape:
    """What the catalogue knows of one table."""

    table: str
    columns: dict[str, Column] = field(default_factory=dict)
    constraints: list[Constraint] = field(default_factory=list)

    def of_kind(self, *kinds: str) -> list[Constraint]:
        return [c for c in self.constraints if c.kind in kinds]


def shapes(connection: psycopg.Connection[Any]) -> dict[str, Shape]:
    """Every table in schema public, those that others refer to first."""
    found: dict[str, Shape] = {}
    with connection.cursor(row_factory=dict_row) as cursor:
        for row in cursor.execute(_COLUMNS).fetchall():
            table = row.pop("table")
            found.setdefault(table, Shape(table)).columns[row["name"]] = Column(**row)
        for row in cursor.execute(_CONSTRAINTS).fetchall():
            if shape := found.get(row.pop("table")):
                lists = {name: tuple(row.pop(name)) for name in ("columns", "targets")}
                shape.constraints.append(Constraint(**row, **lists))
    return {shape.table: shape for shape in _parents_first(found)}


def _parents_first(found: Mapping[str, Shape]) -> Iterator[Shape]:
    done: set[str] = set()
    while rest := [s for s in found.values() if s.table not in done]:
        ready = [s for s in rest if {k.target for k in s.of_kind("f")} - {s.table} <= done]
        assert ready, f"foreign keys form a circle: {[s.table for s in rest]}"
        for shape in ready:
            done.add(shape.table)
            yield shape
