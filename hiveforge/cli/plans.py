"""`hiveforge plans`: the plans at the payment provider."""

import asyncio

import click

from .configuration import read_settings
from .database import provide_database


@click.group("plans")
def command() -> None:
    """The plans of `features/plans/schemas/plans.toml` at the payment provider."""


@command.command("sync")
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
def sync(*, dry_run: bool) -> None:
    """Make products, prices and the meter at the payment provider as the file of plans says. Twice changes nothing."""
    provide_database(read_settings())
    from hiveforge.core.actor import system
    from hiveforge.features import billing

    said = asyncio.run(billing.sync_plans(system("hiveforge plans sync"), dry_run=dry_run))
    for sentence in said:
        click.echo(f"{'Would: ' if dry_run else ''}{sentence}")
    if not said:
        click.echo("Everything is as the plans say.")
