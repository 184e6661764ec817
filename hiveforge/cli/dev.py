"""`hiveforge dev`: the product with hot reload.

Uses Reflex's preview mode, because pages and API then share one port as they do in production: native forms and cookies
work. A saved change is served some seconds later, after a rebuild; reload the page to see it.
"""

import os
import sys

import click

from hiveforge.core.settings import PROJECT

from .configuration import read_settings
from .database import environment_for_server, migrate_database, provide_database
from .demo_model import fetching_demo_model
from .frontend import package_list_kept, web_directory
from .ports import refuse_busy_port
from .processes import end_with_parent, running, stopping_on_signals
from .readiness import wait_until_ready
from .welcome import demo_people, welcome

SECONDS_FOR_FIRST_BUILD = 300


@click.command("dev")
def command() -> None:
    """Like `up`, and rebuild and restart when a source file changes."""
    found = read_settings()
    if found.production:
        raise click.ClickException("`hiveforge dev` is for development. Production runs `hiveforge up`.")
    refuse_busy_port(found.host, found.port)
    with stopping_on_signals(), fetching_demo_model(found):
        logins = provide_database(found)
        migrate_database(logins)
        people = demo_people(found)
        web = web_directory()
        environment = environment_for_server(logins) | {"REFLEX_WEB_WORKDIR": str(web.with_name(f"{web.name}-dev"))}
        with (
            package_list_kept(),
            running([sys.executable, "-m", __name__, str(os.getpid())], environment, cwd=PROJECT) as server,
        ):
            wait_until_ready(server, found, SECONDS_FOR_FIRST_BUILD)
            welcome(found, people)
            if code := server.wait():
                raise click.ClickException(f"The server ended by itself (exit code {code}).")
    click.echo("Stopped.")


def serve_with_reload() -> None:
    """The process that `command` starts; Reflex takes it over."""
    from reflex.reflex import cli

    cli(["run", "--env", "preview"])


if __name__ == "__main__":
    end_with_parent(int(sys.argv[1]))
    serve_with_reload()
