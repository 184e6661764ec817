"""`hiveforge migrate`: bring the database to the schema of this code."""

import click

from .configuration import read_settings
from .database import migrate_database, provide_database


@click.command("migrate")
def command() -> None:
    """Apply the revisions that the database lacks, all or none."""
    logins = provide_database(read_settings())
    if not logins.owner:
        raise click.ClickException("Migrations need the owner's login: set DATABASE_URL.")
    applied = migrate_database(logins)
    for revision in applied:
        click.echo(f"Migrated to {revision}.")
    if not applied:
        click.echo("The database is up to date.")
