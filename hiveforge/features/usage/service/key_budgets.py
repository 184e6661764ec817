"""What single API keys may use of the credits in each period, beside the budgets of the members they act for."""

from uuid import UUID

from sqlmodel import col, delete, select

from hiveforge.core.actor import Actor
from hiveforge.core.audit import describe
from hiveforge.core.db import Db
from hiveforge.core.live import announce
from hiveforge.core.permissions import Permission
from hiveforge.core.service import requires
from hiveforge.features import api_keys
from hiveforge.features.usage.models import UsageKeyBudget
from hiveforge.features.usage.schemas import KeyBudgetForm, KeyBudgetRow


@requires(Permission.USAGE_MANAGE)
async def get_key_budget(actor: Actor, db: Db, key: UUID) -> KeyBudgetRow:
    """An API key's budget, for those who change it. Raises NotFound."""
    found = await api_keys.get(actor, key)
    budget = await _budget(actor, db, key)
    return KeyBudgetRow(found.id, found.name, budget.credits if budget else None)


@requires(Permission.USAGE_MANAGE)
async def set_key_budget(actor: Actor, db: Db, form: KeyBudgetForm) -> None:
    """Let an API key use this many credits in each period, from now on. For owners and admins.

    Less than what it has used stops it at once, and ends no work that runs. The same twice changes nothing. Raises
    NotFound.
    """
    key = await api_keys.get(actor, form.key)
    found = await _budget(actor, db, form.key)
    if found and found.credits == form.credits:
        return
    before = found.credits if found else None
    budget = found or UsageKeyBudget(organization_id=actor.organization_id, api_key_id=key.id, credits=form.credits)
    budget.credits = form.credits
    db.add(budget)
    await _tell(db, key, before, form.credits)


@requires(Permission.USAGE_MANAGE)
async def clear_key_budget(actor: Actor, db: Db, key: UUID) -> None:
    """Let an API key use whatever its maker may. Twice changes nothing. For owners and admins. Raises NotFound."""
    row = await api_keys.get(actor, key)
    found = await _budget(actor, db, key)
    if found is None:
        return
    await db.exec(delete(UsageKeyBudget).where(col(UsageKeyBudget.id) == found.id))
    await _tell(db, row, found.credits, None)


async def _budget(actor: Actor, db: Db, key: UUID) -> UsageKeyBudget | None:
    mine = (col(UsageKeyBudget.organization_id) == actor.organization_id, col(UsageKeyBudget.api_key_id) == key)
    return (await db.exec(select(UsageKeyBudget).where(*mine).with_for_update())).one_or_none()


async def _tell(db: Db, key: api_keys.KeyRow, before: int | None, after: int | None) -> None:
    describe(
        db,
        target_type="API key",
        target_id=key.id,
        target_name=key.name,
        before={"credits each period": before},
        after={"credits each period": after},
    )
    await announce(db, "usage")
