"""How often who may try what. Counted before the work and outside its transaction, so that failing counts too."""

from datetime import timedelta
from uuid import UUID

from hiveforge.core import ratelimit
from hiveforge.core.settings import settings
from hiveforge.features.accounts import rules

_QUARTER = timedelta(minutes=15)
_HOUR = timedelta(hours=1)


async def password_guess(email: str, address: str) -> None:
    """A password for an account: 10 tries in a quarter of an hour for each account, 50 for each address. Raises TooMany."""
    await ratelimit.take(f"password:from:{rules.network(address)}", limit=50, per=_QUARTER)
    await ratelimit.take(_password_key(email), limit=10, per=_QUARTER)


async def password_known(email: str) -> None:
    """Somebody has shown who they are, so the account's tries begin anew. The address's do not: it may have an account of its own."""
    await ratelimit.forgive(_password_key(email))


async def own_password_guess(user: UUID) -> None:
    """The current password, asked of somebody signed in: 10 tries in a quarter of an hour. Raises TooMany."""
    await ratelimit.take(f"password:of:{user}", limit=10, per=_QUARTER)


async def code_guess(address: str) -> None:
    """A code: 30 tries in a quarter of an hour from one address, on top of the few that each code has. Raises TooMany."""
    await ratelimit.take(f"code:from:{rules.network(address)}", limit=30, per=_QUARTER)


async def mail(email: str, address: str) -> None:
    """A mail for whoever asks: 6 in an hour to each address, known or not, 30 on behalf of each caller. Raises TooMany."""
    await ratelimit.take(f"mail:from:{rules.network(address)}", limit=30, per=_HOUR)
    await ratelimit.take(f"mail:to:{_account(email)}", limit=6, per=_HOUR)


def _password_key(email: str) -> str:
    return f"password:for:{_account(email)}"


def _account(email: str) -> str:
    return rules.account_key(email, settings().secret_key.get_secret_value())
