"""`hiveforge up`: the whole product from one command."""

import os
import sys

import click

from hiveforge.core.settings import PROJECT

from .configuration import read_settings
from .database import environment_for_server, migrate_database, provide_database
from .demo_model import fetching_demo_model
from .frontend import build_if_changed
from .ports import refuse_busy_port
from .processes import running, stopping_on_signals
from .readiness import wait_until_ready
from .welcome import demo_people, welcome


@click.command("up")
def command() -> None:
    """Database, migrations, demo data, pages, server: up and open to the browser."""
    found = read_settings()
    refuse_busy_port(found.host, found.port)
    with stopping_on_signals(), fetching_demo_model(found):
        logins = provide_database(found)
        for revision in migrate_database(logins):
            click.echo(f"Migrated to {revision}.")
        people = demo_people(found)
        build = build_if_changed(found)
        command = [sys.executable, "-m", "hiveforge.cli.server", str(os.getpid())]
        environment = environment_for_server(logins) | {"REFLEX_WEB_WORKDIR": str(build)}
        with running(command, environment, cwd=PROJECT) as server:
            wait_until_ready(server, found)
            welcome(found, people)
            if code := server.wait():
                raise click.ClickException(f"The server ended by itself (exit code {code}).")
    click.echo("Stopped.")
