"""Tables as they are declared: a policy for each, no reference across tenants, an index for every question."""

import pytest
import sqlalchemy as sa
from sqlmodel import SQLModel

import hiveforge.models  # noqa: F401  every table of the product
from hiveforge.core import rls
from hiveforge.core.models import Permission, Policy

TABLES = {str(table.__tablename__): table for table in rls.tables()}
COLUMNS = [(name, column) for name, table in TABLES.items() for column in table.__table__.columns]
TENANTS = {name for name, table in TABLES.items() if "organization_id" in table.__table__.columns}
KEYS = [
    (name, key)
    for name, table in TABLES.items()
    for key in sorted(table.__table__.foreign_key_constraints, key=lambda key: str(key.name))
]

# The log outlives what it tells of, and whom.
KEEPS_NO_REFERENCES = {"audit_entries"}


def test_every_table_of_the_schema_has_a_policy():
    assert set(SQLModel.metadata.tables) == set(TABLES)
    assert all(isinstance(table.policy, Policy) for table in TABLES.values())


def test_a_permission_in_a_policy_is_about_a_tenant():
    unanchored = [
        name
        for name, table in TABLES.items()
        if any(isinstance(rule, Permission) for rule in table.policy.commands().values())
        and table.policy.tenant not in table.__table__.columns
    ]
    assert unanchored == []


@pytest.mark.parametrize("name", sorted(TENANTS))
def test_a_row_cannot_reference_another_tenants_row(name):
    for key in TABLES[name].__table__.foreign_key_constraints:
        target = key.elements[0].column.table
        if target.name in TENANTS:
            pairs = {(e.parent.name, e.column.name) for e in key.elements}
            assert ("organization_id", "organization_id") in pairs, f"{key.column_keys} -> {target.name}"


@pytest.mark.parametrize("name", sorted(TENANTS))
def test_a_tenants_rows_belong_to_an_organization_and_are_found_by_it(name):
    table = TABLES[name].__table__
    assert "organization_id" in _leading_columns(table, 1)
    if name not in KEEPS_NO_REFERENCES:
        assert {k.target_fullname for k in table.columns["organization_id"].foreign_keys} & {"organizations.id"}


@pytest.mark.parametrize(("name", "key"), KEYS, ids=lambda value: value if isinstance(value, str) else str(value.name))
def test_every_foreign_key_has_an_index(name, key):
    """Deleting the referenced row looks for those that reference it."""
    leading = _leading_columns(TABLES[name].__table__, len(key.column_keys))
    assert any(set(key.column_keys) <= set(columns.split(",")) for columns in leading)


def test_ids_are_uuids_and_references_are_called_so():
    assert {name for name, table in TABLES.items() if not isinstance(table.__table__.c.id.type, sa.Uuid)} == set()
    badly_named = {
        f"{name}.{column}" for name, key in KEYS for column in key.column_keys if not column.endswith(("_id", "_by"))
    }
    assert badly_named == set()


def test_moments_are_aware_and_called_so():
    moments = [(name, column) for name, column in COLUMNS if isinstance(column.type, sa.DateTime | sa.Date | sa.Time)]
    assert [f"{name}.{c.name}" for name, c in moments if not getattr(c.type, "timezone", False)] == []
    assert [f"{name}.{c.name}" for name, c in moments if not c.name.endswith("_at")] == []
    assert [f"{n}.{c.name}" for n, c in COLUMNS if c.name.endswith("_at") and not isinstance(c.type, sa.DateTime)] == []


def _leading_columns(table: sa.Table, how_many: int) -> set[str]:
    """The first columns of every index, unique constraint and primary key, as `a,b`."""
    found = [list(index.columns.keys()) for index in table.indexes]
    found += [
        list(c.columns.keys())
        for c in table.constraints
        if isinstance(c, sa.UniqueConstraint | sa.PrimaryKeyConstraint)
    ]
    return {",".join(columns[:how_many]) for columns in found}
