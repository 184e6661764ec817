"""The log-ins of the demo data, as far as this database has them."""

from sqlmodel import col, select

from hiveforge.core.actor import Actor
from hiveforge.core.db import Db
from hiveforge.core.demo import DemoAccount, demo_accounts
from hiveforge.core.permissions import Access
from hiveforge.core.service import requires
from hiveforge.features.accounts.models import User


@requires(Access.PUBLIC, system="visitors see no accounts; of those that everybody knows it tells which are there")
async def list_demo_accounts(actor: Actor, db: Db) -> list[DemoAccount]:  # noqa: ARG001
    """The demo log-ins that exist here: none in production, nor in a database that was filled otherwise. For everybody."""
    offered = demo_accounts()
    known = select(User.email).where(col(User.email).in_([one.email for one in offered]))
    there = set((await db.exec(known)).all())
    return [one for one in offered if one.email in there]
