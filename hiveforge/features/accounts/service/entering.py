"""The last step of every way in: the person now acts for themselves, above row security until they are in."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlmodel import col, delete

from hiveforge.core import actor as actors
from hiveforge.core import audit
from hiveforge.core.actor import Actor
from hiveforge.core.db import Db, unit_of_work
from hiveforge.features.accounts.models import Session
from hiveforge.features.accounts.rules import browser_name
from hiveforge.features.accounts.schemas import Browser, Person

from .people import open_session

NOBODY_YET = "whoever comes in is nobody yet"


@asynccontextmanager
async def acting_as(person: Person) -> AsyncIterator[Db]:
    """A transaction in the name of somebody who has just shown who they are, so that the audit log says who it was."""
    async with unit_of_work(actors.user(person.id, name=person.name, email=person.email), reason=NOBODY_YET) as db:
        yield db


async def enter(db: Db, actor: Actor, person: Person, browser: Browser, *, action: str) -> str:
    """Open a session and return its secret. The one this browser had ends: a session's secret never outlives a sign-in."""
    if actor.session is not None:
        await db.exec(delete(Session).where(col(Session.id) == actor.session))
    secret = await open_session(db, person.id, user_agent=browser.user_agent, address=actor.address)
    audit.describe(db, target_type="session", target_name=browser_name(browser.user_agent))
    await audit.record(db, action)
    return secret
