"""Signing in with a password or by an emailed code, and signing out."""

from uuid import UUID

import structlog
from sqlmodel import col, delete, update

from hiveforge.core import metrics
from hiveforge.core.actor import Actor, system
from hiveforge.core.audit import describe
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import TooMany
from hiveforge.core.live import announce
from hiveforge.core.permissions import Access
from hiveforge.core.service import requires
from hiveforge.features.accounts import queries
from hiveforge.features.accounts.errors import WrongCredentials
from hiveforge.features.accounts.models import Credential, Session
from hiveforge.features.accounts.schemas import Account, Browser, EmailForm, Entry, Purpose, SignInForm
from hiveforge.gateways.identity import identity_provider

from . import challenges, guards
from .entering import NOBODY_YET, acting_as, enter

log = structlog.get_logger(__name__)


@requires(Access.PUBLIC, system=NOBODY_YET)
async def sign_in(actor: Actor, db: Db, form: SignInForm, browser: Browser) -> Entry:  # noqa: ARG001  the person's own transaction does it
    """Check a password and open a session. For everybody.

    An unknown address costs and answers the same as a wrong password. Always a new session: the one this browser had
    ends. Raises WrongCredentials or TooMany.
    """
    try:
        await guards.password_guess(form.email, actor.address)
    except TooMany:
        _refused("limited")
        raise
    async with unit_of_work(system("checking a password")) as look:
        account = await queries.account_by_email(look, form.email)
    proof = account.proof if account else None
    checked = await identity_provider().check(proof, form.email, form.password)
    if account is None or not checked.valid:
        _refused("refused")
        raise WrongCredentials
    async with acting_as(account.person) as own:
        await _hold(own, account, checked.proof)
        secret = await enter(own, actor, account.person, browser, action="accounts.sign_in")
    await guards.password_known(form.email)
    metrics.SIGN_INS.labels("password", "done").inc()
    return Entry(secret, form.next)


@requires(Access.PUBLIC, system=NOBODY_YET)
async def ask_sign_in_code(actor: Actor, db: Db, form: EmailForm, browser: Browser) -> UUID:
    """Mail a code that signs this browser in; returns the flow to verify. For everybody.

    An unknown address gets a mail too, which says that there is no account. Raises TooMany.
    """
    await guards.mail(form.email, actor.address)
    return await challenges.pose(db, Purpose.SIGN_IN, form.email, browser, {"next": form.next})


@requires(Access.SIGNED_IN)
async def sign_out(actor: Actor, db: Db) -> None:
    """End the session that this is asked in. For oneself. Twice: nothing happens."""
    await db.exec(delete(Session).where(col(Session.id) == actor.session))
    describe(db, target_type="session", target_id=actor.session or "")
    await announce(db, "sessions", user=actor.user_id)


async def _hold(db: Db, account: Account, proof: str | None) -> None:
    """Make sure that the password checked is still the account's, and keep it so until the session is there.

    Without this, a password change that runs meanwhile would end all sessions but this one.
    """
    same = (col(Credential.user_id) == account.person.id, col(Credential.password_hash) == account.proof)
    held = update(Credential).where(*same).values(password_hash=proof or account.proof)
    if (await db.exec(held.returning(col(Credential.id)))).scalar_one_or_none() is None:
        raise WrongCredentials


def _refused(outcome: str) -> None:
    metrics.SIGN_INS.labels("password", outcome).inc()
    log.info("sign-in refused", reason=outcome)
