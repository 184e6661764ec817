"""A new password: for somebody who forgot the old one, and for somebody who knows it."""

from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, update

from hiveforge.core import metrics
from hiveforge.core.actor import Actor, system
from hiveforge.core.audit import describe
from hiveforge.core.clock import new_id, now
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import Conflict, Invalid
from hiveforge.core.live import announce
from hiveforge.core.permissions import Access
from hiveforge.core.service import requires
from hiveforge.features import mailing
from hiveforge.features.accounts import emails, queries, rules
from hiveforge.features.accounts.errors import CodeExpired, WrongPassword
from hiveforge.features.accounts.models import Credential, Session
from hiveforge.features.accounts.schemas import (
    Account,
    Browser,
    EmailForm,
    Entry,
    PasswordForm,
    Person,
    Purpose,
    ResetForm,
    new_password,
)
from hiveforge.gateways.identity import identity_provider

from . import challenges, guards
from .entering import NOBODY_YET, acting_as, enter


@requires(Access.PUBLIC, system=NOBODY_YET)
async def forgot_password(actor: Actor, db: Db, form: EmailForm, browser: Browser) -> UUID:
    """Mail a code for choosing a new password; returns the flow. For everybody.

    An unknown address gets a mail too, which says that there is no account. Raises TooMany.
    """
    await guards.mail(form.email, actor.address)
    return await challenges.pose(db, Purpose.RESET, form.email, browser, {"next": form.next})


@requires(Access.PUBLIC, system=NOBODY_YET)
async def reset_password(actor: Actor, db: Db, form: ResetForm, browser: Browser) -> Entry:  # noqa: ARG001  the person's own transaction does it
    """Set a new password with a mailed code; ends all sessions and opens one here. For everybody, in any browser.

    Twice: CodeUsed. Raises WrongCode, CodeExpired, CodeGuessed, Invalid or TooMany.
    """
    await guards.code_guess(actor.address)
    challenge = await challenges.attempt(form.flow, form.code, Purpose.RESET)
    password = _acceptable(form.password, challenge.email, param="password")
    account = await _account(challenge.email)
    if account is None or account.person.id != challenge.user_id:
        raise CodeExpired(param="code")
    person = account.person
    proof = await identity_provider().change(account.proof, person.email, password)
    async with acting_as(person) as own:
        await challenges.use(own, challenge)
        await _keep(own, person.id, proof)
        await own.exec(delete(Session).where(col(Session.user_id) == person.id))
        await challenges.void_all(own, person.id)
        await _tell(own, actor, person, browser)
        secret = await enter(own, actor, person, browser, action="accounts.reset_password")
    await guards.password_known(person.email)
    metrics.SIGN_INS.labels("reset", "done").inc()
    return Entry(secret, challenge.payload.get("next", ""))


@requires(Access.SIGNED_IN, system="passwords are out of everybody's reach")
async def change_password(actor: Actor, db: Db, form: PasswordForm, browser: Browser) -> None:
    """Replace one's password, given the current one; ends all other sessions and mails a notice. For oneself.

    Raises WrongPassword, Invalid, TooMany, or Conflict when it was changed elsewhere meanwhile.
    """
    await guards.own_password_guess(actor.user_id)
    account = await _account(actor.email)
    provider = identity_provider()
    proof = account.proof if account else None
    if account is None or not (await provider.check(proof, actor.email, form.current_password)).valid:
        raise WrongPassword(param="current_password")
    password = _acceptable(form.new_password, actor.email, param="new_password")
    changed = await provider.change(proof, actor.email, password)
    same = (col(Credential.user_id) == actor.user_id, col(Credential.password_hash) == proof)
    kept = update(Credential).where(*same).values(password_hash=changed, changed_at=now())
    if (await db.exec(kept.returning(col(Credential.id)))).scalar_one_or_none() is None:
        raise Conflict
    others = (col(Session.user_id) == actor.user_id, col(Session.id) != actor.session)
    await db.exec(delete(Session).where(*others))
    await challenges.void_all(db, actor.user_id)
    await _tell(db, actor, account.person, browser)
    await announce(db, "sessions", user=actor.user_id)
    describe(db, target_type="user", target_id=actor.user_id, target_name=actor.name)


def _acceptable(password: str, email: str, *, param: str) -> str:
    """Forms without an address could not compare the two."""
    try:
        return new_password(password, email)
    except ValueError as error:
        raise Invalid(str(error), param=param) from None


async def _account(email: str) -> Account | None:
    async with unit_of_work(system("looking up a password")) as look:
        return await queries.account_by_email(look, email)


async def _keep(db: Db, user_id: UUID, proof: str) -> None:
    first = {"id": new_id(), "created_at": now(), "user_id": user_id, "password_hash": proof, "changed_at": now()}
    again = {"password_hash": proof, "changed_at": now()}
    await db.exec(insert(Credential).values(first).on_conflict_do_update(index_elements=["user_id"], set_=again))


async def _tell(db: Db, actor: Actor, person: Person, browser: Browser) -> None:
    message = emails.password_changed(
        name=person.name, at=now(), browser=rules.browser_name(browser.user_agent), address=actor.address
    )
    await mailing.queue(db, to=person.email, email=message, kind="accounts.password_changed")
