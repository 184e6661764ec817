"""What single members may use of the credits in each period. Reserving looks at it; nothing else does."""

from uuid import UUID

from sqlmodel import col, delete, select

from hiveforge.core.actor import Actor
from hiveforge.core.audit import describe
from hiveforge.core.db import Db
from hiveforge.core.live import announce
from hiveforge.core.permissions import Permission
from hiveforge.core.service import requires
from hiveforge.features import organizations
from hiveforge.features.usage.models import UsageBudget
from hiveforge.features.usage.schemas import BudgetForm, BudgetRow


@requires(Permission.USAGE_MANAGE)
async def get_budget(actor: Actor, db: Db, member: UUID) -> BudgetRow:
    """A member's budget, for those who change it. Raises NotFound."""
    person = await organizations.get_member(actor, member)
    found = await _budget(actor, db, member)
    return BudgetRow(person.id, person.name, found.credits if found else None)


@requires(Permission.USAGE_MANAGE)
async def set_budget(actor: Actor, db: Db, form: BudgetForm) -> None:
    """Let a member use this many credits in each period, from now on. For owners and admins.

    Less than what the member has used stops them at once, and ends no work that runs. The same twice changes nothing.
    Raises NotFound.
    """
    member = await organizations.get_member(actor, form.member)
    found = await _budget(actor, db, form.member)
    if found and found.credits == form.credits:
        return
    before = found.credits if found else None
    budget = found or UsageBudget(organization_id=actor.organization_id, member_id=form.member, credits=form.credits)
    budget.credits = form.credits
    db.add(budget)
    await _tell(db, member, before, form.credits)


@requires(Permission.USAGE_MANAGE)
async def clear_budget(actor: Actor, db: Db, member: UUID) -> None:
    """Let a member use whatever the organization has. Twice changes nothing. For owners and admins. Raises NotFound."""
    person = await organizations.get_member(actor, member)
    found = await _budget(actor, db, member)
    if found is None:
        return
    await db.exec(delete(UsageBudget).where(col(UsageBudget.id) == found.id))
    await _tell(db, person, found.credits, None)


async def _budget(actor: Actor, db: Db, member: UUID) -> UsageBudget | None:
    mine = (col(UsageBudget.organization_id) == actor.organization_id, col(UsageBudget.member_id) == member)
    return (await db.exec(select(UsageBudget).where(*mine).with_for_update())).one_or_none()


async def _tell(db: Db, member: organizations.MemberRow, before: int | None, after: int | None) -> None:
    describe(
        db,
        target_type="member",
        target_id=member.id,
        target_name=member.name,
        before={"credits each period": before},
        after={"credits each period": after},
    )
    await announce(db, "usage")
