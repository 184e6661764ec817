"""Every actor × table × command: what the declared policies promise, and what Postgres does.

`differences` is what the tests look at, and what is itself tested: it must notice every policy that is loosened.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from security.rows import Row, World

import hiveforge.models  # noqa: F401
from hiveforge.core import rls
from hiveforge.core.models import Policy, Rule, Sql
from hiveforge.core.permissions import GRANTS, Permission, Role

REFUSED = "refused"
Outcome = frozenset[UUID] | str
POLICIES: dict[str, Policy] = {str(table.__tablename__): table.policy for table in rls.tables()}


@dataclass(frozen=True, slots=True)
class Who:
    """An actor as Postgres meets it. `rights` are the roles that its memberships really give it where it acts.

    `scopes` is what an API key narrows them to; None for a person.
    """

    name: str
    database_role: str
    claims: str
    id: UUID | None
    rights: Mapping[UUID, Role]
    colleagues: frozenset[UUID]
    scopes: frozenset[str] | None = None

    @property
    def in_person(self) -> bool:
        return self.scopes is None

    def may(self, permission: Permission, organization: UUID | None) -> bool:
        role = self.rights.get(organization) if organization else None
        return role is not None and permission in GRANTS[role] and (self.scopes is None or permission in self.scopes)


# A rule that a model states in SQL is stated here a second time, in Python.
MEANINGS: Mapping[tuple[str, str], Callable[[Who, Row], bool]] = {
    ("users", "select"): lambda who, row: row["id"] == who.id or row["id"] in who.colleagues,
    ("users", "update"): lambda who, row: who.in_person and row["id"] == who.id,
    ("sessions", "select"): lambda who, row: who.in_person and row["user_id"] == who.id,
    ("sessions", "delete"): lambda who, row: who.in_person and row["user_id"] == who.id,
    ("conversations", "select"): lambda who, row: (
        who.may(Permission.ASSISTANT_READ, row["organization_id"]) and (row["shared"] or row["member_id"] == who.id)
    ),
    **dict.fromkeys(
        [("conversations", command) for command in ("insert", "update", "delete")],
        lambda who, row: who.may(Permission.ASSISTANT_USE, row["organization_id"]) and row["member_id"] == who.id,
    ),
    ("audit_entries", "select"): lambda who, row: (
        who.may(Permission.AUDIT_READ, row["organization_id"])
        or (who.in_person and row["organization_id"] is None and row["actor_id"] == who.id)
    ),
}


def enter(connection: psycopg.Connection[Any], who: Who) -> None:
    """Become `who` until the transaction ends, the way the application does."""
    connection.execute(
        "select set_config('role', %s, true), set_config('request.jwt.claims', %s, true)",
        [who.database_role, who.claims],
    )


def differences(world: World, everybody: Iterable[Who], tables: Iterable[str] | None = None) -> Iterator[str]:
    """Where Postgres and the declarations part, as sentences; nothing when they agree."""
    for who in everybody:
        for table in tables or world.shapes:
            for command, got in _attempts(world, who, table):
                due = promised(world, who, table, command)
                if got != due:
                    yield f"{who.name}: {command} on {table}: {_words(got, due)}"


def promised(world: World, who: Who, table: str, command: str) -> Outcome:
    """What the declared policy lets somebody reach."""
    policy, rows = POLICIES[table], world.rows[table]
    verb, _, column_or_tenant = command.partition(" ")
    if who.database_role == "service_role":
        changes_history = policy.append_only and verb in {"update", "delete"}
        return REFUSED if changes_history else frozenset() if verb == "insert" else frozenset(r["id"] for r in rows)
    rule = policy.commands()[verb]
    # An update that reads its rows asks for the right to read, too.
    asked = [rule, policy.read] if command == "update" else [rule]
    if command.startswith("update of "):
        return REFUSED
    if who.database_role != "authenticated" or not all(isinstance(r, Permission | Sql) for r in asked):
        return REFUSED
    if verb == "insert":
        row = world.another(table, column_or_tenant.removeprefix("for "))
        return frozenset() if _passes(rule, who, table, verb, row) else REFUSED
    verbs = (verb, "select") if command == "update" else (verb,)
    return frozenset(row["id"] for row in rows if all(_passes(policy.commands()[v], who, table, v, row) for v in verbs))


def _attempts(world: World, who: Who, table: str) -> Iterator[tuple[str, Outcome]]:
    shape, name = world.shapes[table], sql.Identifier(table)
    writable = [c for c in shape.columns.values() if not c.generated]
    some = POLICIES[table].columns or [c.name for c in writable]
    yield "select", _attempt(world, who, sql.SQL("select id from {}").format(name))
    yield "update", _attempt(world, who, _touch(table, some))
    if blind := _blind(world, table, some):
        yield "update unseen", _attempt(world, who, blind, changed_in=table)
    for column in writable:
        if column.name not in some:
            yield f"update of {column.name}", _attempt(world, who, _touch(table, [column.name]))
    yield "delete", _attempt(world, who, sql.SQL("delete from {}").format(name), changed_in=table)
    for tenant in world.tenants:
        row = world.another(table, tenant.slug)
        statement = sql.SQL("insert into {} ({}) values ({})").format(
            name,
            sql.SQL(", ").join(map(sql.Identifier, row)),
            sql.SQL(", ").join(sql.Placeholder() for _ in row),
        )
        room = _room_for(world, table, row)
        yield f"insert for {tenant.slug}", _attempt(world, who, statement, list(row.values()), first=room)


def _room_for(world: World, table: str, row: Row) -> sql.Composed | None:
    """Where a tenant has one row at most, the new one needs its place."""
    tenant = POLICIES[table].tenant
    if not any(unique.columns == (tenant,) for unique in world.shapes[table].of_kind("u")):
        return None
    return sql.SQL("delete from {} where {} = {}").format(
        sql.Identifier(table), sql.Identifier(tenant), sql.Literal(row[tenant])
    )


def _touch(table: str, columns: Iterable[str]) -> sql.Composed:
    """An update that changes nothing but asks for everything an update needs."""
    assignments = sql.SQL(", ").join(sql.SQL("{0} = {0}").format(sql.Identifier(c)) for c in columns)
    return sql.SQL("update {} set {} returning id").format(sql.Identifier(table), assignments)


def _blind(world: World, table: str, columns: Iterable[str]) -> sql.Composed | None:
    """An update that reads nothing, so that no policy for reading stands before the one for writing."""
    shape = world.shapes[table]
    bound = {"id", *(c for k in shape.of_kind("f", "u", "p") for c in k.columns)}
    free = [c for c in columns if c not in bound]
    if not free:
        return None
    value = sql.SQL("null") if not shape.columns[free[0]].required else sql.Literal(world.rows[table][0][free[0]])
    return sql.SQL("update {} set {} = {}").format(sql.Identifier(table), sql.Identifier(free[0]), value)


def _attempt(
    world: World,
    who: Who,
    statement: sql.Composed,
    values: list[Any] | None = None,
    *,
    changed_in: str = "",
    first: sql.Composed | None = None,
) -> Outcome:
    """The ids of the rows that a statement returned or changed, or that it was refused. Nothing of it stays.

    Triggers and foreign keys are off: what stops a row here is a policy or a missing right, and nothing else.
    """
    connection = world.connection
    with connection.transaction(force_rollback=True):
        connection.execute("set local session_replication_role = replica")
        if first:
            connection.execute(first)
        enter(connection, who)
        try:
            with connection.transaction():
                done = connection.execute(statement, values)
                reached = [row[0] for row in done.fetchall()] if done.description else []
        except psycopg.errors.InsufficientPrivilege:
            return REFUSED
        if changed_in:
            connection.execute("reset role")
            reached = [row for row, _ in world.places[changed_in] - world.where(changed_in)]
        return frozenset(reached)


def _passes(rule: Rule, who: Who, table: str, verb: str, row: Row) -> bool:
    if isinstance(rule, Permission):
        return who.may(rule, row[POLICIES[table].tenant])
    meaning = MEANINGS.get((table, verb))
    assert meaning, (
        f"The policy for {verb} on {table} is stated in SQL. State it a second time, in Python,"
        " in `MEANINGS` of tests/security/matrix.py, so that the two can be compared."
    )
    return meaning(who, row)


def _words(got: Outcome, due: Outcome) -> str:
    if isinstance(got, str) or isinstance(due, str):
        return f"{_count(got)} instead of {_count(due)}"
    return f"{len(got - due)} rows too many, {len(due - got)} too few"


def _count(outcome: Outcome) -> str:
    return outcome if isinstance(outcome, str) else f"allowed ({len(outcome)} rows)"
