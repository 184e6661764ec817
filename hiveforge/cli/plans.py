"""`hiveforge plans`: the plans at the payment provider."""

import asyncio
from collections.abc import Sequence

import click

from hiveforge.core.settings import Settings

from .configuration import read_settings
from .database import migrate_database, provide_database


@click.group("plans")
def command() -> None:
    """The plans of `features/plans/schemas/plans.toml` at the payment provider."""


@command.command("sync")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
def sync(*, dry_run: bool) -> None:
    """Make products, prices, the meter and the customer portal as the file of plans says. Twice changes nothing.

    Works with the account of STRIPE_SECRET_KEY, or with the local stand-in when there is no key.
    """
    found = read_settings()
    if not found.stripe_secret_key.get_secret_value():
        migrate_database(provide_database(found))
    click.echo(f"Comparing the plans with {_account(found)}.")
    said = _sync(dry_run=dry_run)
    for sentence in said:
        click.echo(f"{'Would: ' if dry_run else ''}{sentence}")
    if not said:
        click.echo("Nothing to change.")


def _account(found: Settings) -> str:
    from hiveforge.gateways.payments import PaymentMode, mode_of

    match mode_of(found.stripe_secret_key.get_secret_value()):
        case PaymentMode.SIMULATED:
            return "the local stand-in for Stripe (STRIPE_SECRET_KEY is not set)"
        case PaymentMode.TEST:
            return "Stripe, test mode"
        case PaymentMode.LIVE:
            return "Stripe, live mode"


def _sync(*, dry_run: bool) -> Sequence[str]:
    from hiveforge.core.errors import Unavailable
    from hiveforge.gateways.payments import MeterReplaced, PaymentsMisconfigured

    try:
        return asyncio.run(_synced(dry_run=dry_run))
    except PaymentsMisconfigured as error:
        raise click.ClickException(
            f"Stripe does not accept STRIPE_SECRET_KEY. It says: {error.__cause__}\n"
            "Copy a secret key (sk_…) from https://dashboard.stripe.com/apikeys; a restricted one needs write access to "
            "products, prices, billing meters and the customer portal."
        ) from None
    except MeterReplaced as error:
        raise click.ClickException(f"{error.message} Nothing was changed.") from None
    except Unavailable as error:
        raise click.ClickException(
            f"{error.message} What was said above may be done in part; run this again, nothing is made twice.\n"
            f"The reason: {error.__cause__ or error}"
        ) from None


async def _synced(*, dry_run: bool) -> Sequence[str]:
    from hiveforge.core.actor import system
    from hiveforge.core.db import close_engines
    from hiveforge.features import billing

    try:
        return await billing.sync_plans(system("hiveforge plans sync"), dry_run=dry_run)
    finally:
        await close_engines()
