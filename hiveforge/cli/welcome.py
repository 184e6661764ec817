"""What a person sees when the product is up: where it is, and who to sign in as."""

import asyncio

import click

from hiveforge.core.settings import Settings

LogIn = tuple[str, str, str]  # email, password, what it shows


def demo_people(found: Settings) -> list[LogIn]:
    """Fill an empty database with demo data, except in production; the log-ins that work."""
    from hiveforge.seed import seed_if_empty

    return [] if found.production else asyncio.run(seed_if_empty())


def welcome(found: Settings, people: list[LogIn]) -> None:
    """Print it."""
    click.echo(f"\nHiveForge is up: {found.origin}\n")
    if people:
        click.echo("Sign in as")
        for email, password, what in people:
            click.echo(f"  {email:<28} {password:<20} {what}")
        click.echo()
    if not found.production:
        click.echo(f"The mail it sends is at {found.origin}/inbox")
    click.echo("Ctrl-C stops everything.")
