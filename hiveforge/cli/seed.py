"""`hiveforge seed`: demo data for an empty database."""

import asyncio

import click

from .configuration import read_settings
from .database import migrate_database, provide_database


@click.command("seed")
def command() -> None:
    """Fill an empty database with demo organizations; a database with people in it is left as it is."""
    found = read_settings()
    migrate_database(provide_database(found))
    from hiveforge.seed import NotForProduction, seed_if_empty

    try:
        log_ins = asyncio.run(seed_if_empty())
    except NotForProduction as error:
        raise click.ClickException(str(error)) from None
    for email, password, what in log_ins:
        click.echo(f"  {email:<32} {password:<20} {what}")
    if not log_ins:
        click.echo("There are people in this database, so nothing was added.")
