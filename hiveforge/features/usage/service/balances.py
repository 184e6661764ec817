"""The balance, and what its owners choose for the time after it."""

from hiveforge.core.actor import Actor
from hiveforge.core.audit import describe, record
from hiveforge.core.clock import now
from hiveforge.core.db import Db
from hiveforge.core.live import announce
from hiveforge.core.permissions import Permission
from hiveforge.core.service import requires
from hiveforge.features.usage import queries, rules
from hiveforge.features.usage.errors import BudgetMissing, OverageNotIncluded
from hiveforge.features.usage.schemas import Balance, OverageForm, OverageMode

from .standing import current, found_or_untouched


@requires(Permission.USAGE_READ)
async def balance(actor: Actor, db: Db) -> Balance:
    """What the organization acted in has now. Looking changes nothing: a period that is over is shown as the new one."""
    return rules.balance(await found_or_untouched(actor, db), now())


@requires(
    Permission.BILLING_MANAGE,
    system="nobody writes the ledger but its own functions, as the system; they are given the actor's organization",
)
async def choose_overage(actor: Actor, db: Db, form: OverageForm) -> Balance:
    """Let AI features pause when allowance and packs are used up, or go on within a budget for each period.

    A budget below what was used already stops them at once. Raises OverageNotIncluded unless the plan allows it,
    BudgetMissing.
    """
    metered = form.mode is OverageMode.METERED
    if metered and form.budget < 1:
        raise BudgetMissing
    place = {"place": actor.organization_id, "first": rules.first_allowance()}
    before = await queries.call(db, "usage_open", **place)
    if metered and not before["overage_allowed"]:
        raise OverageNotIncluded(upgrade_url=f"/o/{actor.slug}/billing")
    await queries.call(db, "usage_choose", **place, mode=form.mode, budget=form.budget, member=actor.id)
    describe(
        db,
        target_type="usage",
        target_id=actor.organization_id,
        before={"overage": before["overage_mode"], "budget": before["overage_budget"]},
        after={"overage": form.mode, "budget": form.budget},
    )
    await record(db, "usage.choose_overage")
    await announce(db, "usage")
    return await current(db, actor.organization_id)
