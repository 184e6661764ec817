"""What single members and API keys may use of the credits in each period. Reserving looks at it; nothing else does."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, delete, select

from hiveforge.core.actor import Actor
from hiveforge.core.audit import describe
from hiveforge.core.db import Db
from hiveforge.core.live import announce
from hiveforge.core.permissions import Permission
from hiveforge.core.service import requires
from hiveforge.features import api_keys, organizations
from hiveforge.features.usage.models import UsageBudget, UsageKeyBudget
from hiveforge.features.usage.schemas import BudgetForm, BudgetRow, KeyBudgetForm, KeyBudgetRow


@requires(Permission.USAGE_MANAGE)
async def get_budget(actor: Actor, db: Db, member: UUID) -> BudgetRow:
    """A member's budget, for those who change it. Raises NotFound."""
    whose = await _member(actor, member)
    return BudgetRow(whose.id, whose.name, await _read(actor, db, whose))


@requires(Permission.USAGE_MANAGE)
async def set_budget(actor: Actor, db: Db, form: BudgetForm) -> None:
    """Let a member use this many credits in each period, from now on. For owners and admins.

    Less than what the member has used stops them at once, and ends no work that runs. The same twice changes nothing.
    Raises NotFound.
    """
    await _set(actor, db, await _member(actor, form.member), form.credits)


@requires(Permission.USAGE_MANAGE)
async def clear_budget(actor: Actor, db: Db, member: UUID) -> None:
    """Let a member use whatever the organization has. Twice changes nothing. For owners and admins. Raises NotFound."""
    await _clear(actor, db, await _member(actor, member))


@requires(Permission.USAGE_MANAGE)
async def get_key_budget(actor: Actor, db: Db, key: UUID) -> KeyBudgetRow:
    """An API key's budget, for those who change it. Raises NotFound."""
    whose = await _key(actor, key)
    return KeyBudgetRow(whose.id, whose.name, await _read(actor, db, whose))


@requires(Permission.USAGE_MANAGE)
async def set_key_budget(actor: Actor, db: Db, form: KeyBudgetForm) -> None:
    """The same as `set_budget` for an API key, beside the budget of the member it acts for."""
    await _set(actor, db, await _key(actor, form.key), form.credits)


@requires(Permission.USAGE_MANAGE)
async def clear_key_budget(actor: Actor, db: Db, key: UUID) -> None:
    """Let an API key use whatever its maker may. Twice changes nothing. For owners and admins. Raises NotFound."""
    await _clear(actor, db, await _key(actor, key))


@dataclass(frozen=True, slots=True)
class _Whose:
    """A member or an API key of the organization, and where their budgets are kept."""

    id: UUID
    name: str
    kind: str
    table: type[Any]
    column: str


async def _member(actor: Actor, member: UUID) -> _Whose:
    found = await organizations.get_member(actor, member)
    return _Whose(found.id, found.name, "member", UsageBudget, "member_id")


async def _key(actor: Actor, key: UUID) -> _Whose:
    found = await api_keys.get(actor, key)
    return _Whose(found.id, found.name, "API key", UsageKeyBudget, "api_key_id")


async def _read(actor: Actor, db: Db, whose: _Whose) -> int | None:
    found = await _row(actor, db, whose)
    return found.credits if found else None


async def _set(actor: Actor, db: Db, whose: _Whose, amount: int) -> None:
    found = await _row(actor, db, whose)
    before = found.credits if found else None
    if before == amount:
        return
    row = found or whose.table(organization_id=actor.organization_id, **{whose.column: whose.id}, credits=amount)
    row.credits = amount
    db.add(row)
    await _tell(db, whose, before, amount)


async def _clear(actor: Actor, db: Db, whose: _Whose) -> None:
    found = await _row(actor, db, whose)
    if found is None:
        return
    await db.exec(delete(whose.table).where(col(whose.table.id) == found.id))
    await _tell(db, whose, found.credits, None)


async def _row(actor: Actor, db: Db, whose: _Whose) -> Any:
    table = whose.table
    mine = (col(table.organization_id) == actor.organization_id, col(getattr(table, whose.column)) == whose.id)
    return (await db.exec(select(table).where(*mine).with_for_update())).one_or_none()


async def _tell(db: Db, whose: _Whose, before: int | None, after: int | None) -> None:
    describe(
        db,
        target_type=whose.kind,
        target_id=whose.id,
        target_name=whose.name,
        before={"credits each period": before},
        after={"credits each period": after},
    )
    await announce(db, "usage")
