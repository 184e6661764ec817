"""Codes on their way to a mailbox and back.

Asking costs and answers the same whether or not we know the address: always one challenge and one mail. What the mail
says differs, and only the mailbox's owner reads it.
"""

import hmac
import secrets
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, update

from hiveforge.core.actor import system
from hiveforge.core.clock import now
from hiveforge.core.db import Db, unit_of_work
from hiveforge.core.errors import AppError
from hiveforge.core.identity import secret_hash
from hiveforge.core.settings import settings
from hiveforge.features import mailing
from hiveforge.features.accounts import emails, queries, rules
from hiveforge.features.accounts.errors import CodeExpired, CodeGuessed, CodeUsed, WrongCode
from hiveforge.features.accounts.models import Challenge
from hiveforge.features.accounts.schemas import Browser, Purpose

RENEWABLE_FOR = timedelta(hours=24)


async def pose(db: Db, purpose: Purpose, email: str, browser: Browser, payload: dict[str, str]) -> UUID:
    """Mail a code for `purpose` that only `browser` can use without further proof; returns the flow's id."""
    challenge = Challenge(
        purpose=purpose,
        email=email,
        code_hash="",
        browser_hash=secret_hash(browser.secret),
        expires_at=now(),
        payload=payload,
    )
    db.add(challenge)
    await deliver(db, challenge)
    return challenge.id


async def deliver(db: Db, challenge: Challenge) -> None:
    """Mail a new code, after which older ones of this flow are worth nothing.

    Where the code could do nothing (signing up twice, signing in without an account) the mail says so, and the
    challenge gets a hash that no code has.
    """
    person = await queries.user_by_email(db, challenge.email)
    purpose, code = Purpose(challenge.purpose), rules.new_code()
    solvable = (person is None) is (purpose is Purpose.SIGN_UP)
    challenge.user_id = person.id if person and solvable else None
    challenge.code_hash = _hash(challenge.id, code) if solvable else secrets.token_hex(32)
    challenge.attempts = 0
    challenge.expires_at = now() + timedelta(minutes=rules.CODE_MINUTES)
    await db.flush()
    if solvable:
        write = {
            Purpose.SIGN_UP: emails.verification,
            Purpose.SIGN_IN: emails.sign_in_code,
            Purpose.RESET: emails.reset_code,
        }[purpose]
        await mailing.queue(
            db, to=challenge.email, email=write(code=code, flow=challenge.id), kind=f"accounts.{purpose}"
        )
    else:
        write = emails.already_known if purpose is Purpose.SIGN_UP else emails.no_account
        await mailing.queue(
            db, to=challenge.email, email=write(email=challenge.email), kind=f"accounts.{write.__name__}"
        )


async def attempt(flow: UUID, code: str, *purposes: Purpose) -> Challenge:
    """Use up one of the few attempts and return the challenge if the code is right.

    The attempt is committed before the code is looked at, so that neither a failure nor parallel guesses give it back.
    Raises WrongCode, CodeExpired, CodeUsed or CodeGuessed.
    """
    open_ones = (
        col(Challenge.id) == flow,
        col(Challenge.purpose).in_(purposes),
        col(Challenge.used_at).is_(None),
        col(Challenge.expires_at) > now(),
        col(Challenge.attempts) < rules.CODE_ATTEMPTS,
    )
    counted = update(Challenge).where(*open_ones).values(attempts=col(Challenge.attempts) + 1).returning(Challenge)
    async with unit_of_work(system("counting a code's attempts")) as db:
        challenge = (await db.exec(counted)).scalar_one_or_none()
        if challenge is None:
            raise _closed(await db.get(Challenge, flow))
    if not hmac.compare_digest(challenge.code_hash, _hash(flow, code)):
        raise _wrong(rules.CODE_ATTEMPTS - challenge.attempts)
    return challenge


async def use(db: Db, challenge: Challenge) -> None:
    """Let nobody use this challenge again, and forget what it carried. Of two at once the second gets CodeUsed."""
    first = update(Challenge).where(col(Challenge.id) == challenge.id, col(Challenge.used_at).is_(None))
    used = await db.exec(first.values(used_at=now(), payload={}).returning(col(Challenge.id)))
    if used.scalar_one_or_none() is None:
        raise CodeUsed(param="code")


async def void_all(db: Db, user_id: UUID) -> None:
    """Make the codes that are on their way to somebody worthless, because their password is a new one."""
    open_ones = (col(Challenge.user_id) == user_id, col(Challenge.used_at).is_(None))
    await db.exec(update(Challenge).where(*open_ones).values(expires_at=now()))


def is_renewable(challenge: Challenge) -> bool:
    """Whether a new code may be mailed for this flow."""
    return challenge.created_at > now() - RENEWABLE_FOR


def from_same_browser(challenge: Challenge, browser: Browser) -> bool:
    """Whether the code comes back where it was asked for."""
    return bool(browser.secret) and hmac.compare_digest(challenge.browser_hash, secret_hash(browser.secret))


def _hash(flow: UUID, code: str) -> str:
    return rules.code_hash(str(flow), code, settings().secret_key.get_secret_value())


def _closed(challenge: Challenge | None) -> AppError:
    if challenge and challenge.used_at:
        return CodeUsed(param="code")
    if challenge and challenge.attempts >= rules.CODE_ATTEMPTS and challenge.expires_at > now():
        return CodeGuessed(param="code")
    return CodeExpired(param="code")


def _wrong(left: int) -> AppError:
    if left == 0:
        return CodeGuessed(param="code")
    tries = "One try" if left == 1 else f"{left} tries"
    return WrongCode(f"That code is not right. {tries} left.", param="code")
