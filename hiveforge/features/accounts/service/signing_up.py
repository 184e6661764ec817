"""Signing up: nothing but a challenge exists until the mailed code comes back."""

from uuid import UUID

from hiveforge.core.actor import Actor
from hiveforge.core.db import Db
from hiveforge.core.permissions import Access
from hiveforge.core.service import requires
from hiveforge.features.accounts.schemas import Browser, Purpose, SignUpForm
from hiveforge.gateways.identity import hash_password

from . import challenges, guards
from .entering import NOBODY_YET


@requires(Access.PUBLIC, system=NOBODY_YET)
async def sign_up(actor: Actor, db: Db, form: SignUpForm, browser: Browser) -> UUID:
    """Mail a code to the address; returns the flow to verify. For everybody.

    The same happens for an address that has an account, only that the mail says so and no code fits. Twice: two flows,
    of which the first to be verified makes the account. Raises TooMany.
    """
    await guards.mail(form.email, actor.address)
    carried = {"name": form.name, "password_hash": await hash_password(form.password), "next": form.next}
    return await challenges.pose(db, Purpose.SIGN_UP, form.email, browser, carried)
