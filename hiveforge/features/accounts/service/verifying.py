"""The mailed code comes back: an account is made, or somebody signs in without their password."""

from hiveforge.core import metrics
from hiveforge.core.actor import Actor, system
from hiveforge.core.clock import new_id
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.permissions import Access
from hiveforge.core.service import requires
from hiveforge.features.accounts import queries
from hiveforge.features.accounts.errors import CodeExpired, CodeUsed, OtherBrowser, PasswordNeeded
from hiveforge.features.accounts.models import Challenge
from hiveforge.features.accounts.schemas import (
    Browser,
    Entry,
    FlowForm,
    Person,
    Purpose,
    VerifyForm,
    canonical_password,
)
from hiveforge.gateways.identity import identity_provider, verify_password

from . import challenges, guards
from .entering import NOBODY_YET, acting_as, enter
from .people import create_person


@requires(Access.PUBLIC, system=NOBODY_YET)
async def resend(actor: Actor, db: Db, form: FlowForm) -> Purpose:
    """Mail a new code for the same flow, after which the old one is worth nothing; returns what it is for.

    For whoever knows the flow, for a day. Raises CodeUsed, CodeExpired or TooMany.
    """
    challenge = await db.get(Challenge, form.flow, with_for_update=True)
    if challenge is None or not challenges.is_renewable(challenge):
        raise CodeExpired(param="code")
    if challenge.used_at:
        raise CodeUsed(param="code")
    await guards.mail(challenge.email, actor.address)
    await challenges.deliver(db, challenge)
    return Purpose(challenge.purpose)


@requires(Access.PUBLIC, system=NOBODY_YET)
async def verify(actor: Actor, db: Db, form: VerifyForm, browser: Browser) -> Entry:  # noqa: ARG001  the person's own transaction does it
    """Take the code of a sign-up, which makes the account, or of a sign-in; returns the new session. For everybody.

    In a browser that did not ask for it a sign-up also takes the password, and a sign-in is refused: a code that
    somebody was talked into reading out opens nothing. Twice: CodeUsed. Raises WrongCode, CodeExpired, CodeGuessed,
    PasswordNeeded, OtherBrowser, EmailTaken or TooMany.
    """
    await guards.code_guess(actor.address)
    challenge = await challenges.attempt(form.flow, form.code, Purpose.SIGN_UP, Purpose.SIGN_IN)
    if not challenges.from_same_browser(challenge, browser):
        await _prove_otherwise(challenge, form.password)
    finish = _finish_sign_up if challenge.purpose == Purpose.SIGN_UP else _finish_sign_in
    secret = await finish(actor, challenge, browser)
    metrics.SIGN_INS.labels("code", "done").inc()
    return Entry(secret, challenge.payload.get("next", ""))


async def _prove_otherwise(challenge: Challenge, password: str) -> None:
    if challenge.purpose == Purpose.SIGN_IN:
        raise OtherBrowser(param="code")
    if not password:
        raise PasswordNeeded(param="password")
    try:
        typed = canonical_password(password)
    except ValueError as error:
        raise PasswordNeeded(str(error), param="password") from None
    if not (await verify_password(typed, challenge.payload["password_hash"])).valid:
        raise PasswordNeeded("That is not the password you chose when you signed up.", param="password")


async def _finish_sign_up(actor: Actor, challenge: Challenge, browser: Browser) -> str:
    person = Person(new_id(), challenge.email, challenge.payload["name"])
    proof = await identity_provider().enrol(person.email, challenge.payload["password_hash"])
    async with acting_as(person) as db:
        await challenges.use(db, challenge)
        await create_person(db, person, proof)
        return await enter(db, actor, person, browser, action="accounts.verify")


async def _finish_sign_in(actor: Actor, challenge: Challenge, browser: Browser) -> str:
    async with unit_of_work(system("taking a sign-in code")) as look:
        person = await queries.user_by_email(look, challenge.email)
    if person is None or person.id != challenge.user_id:
        raise CodeExpired(param="code")
    async with acting_as(person) as db:
        await challenges.use(db, challenge)
        return await enter(db, actor, person, browser, action="accounts.sign_in")
