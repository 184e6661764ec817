"""`hiveforge worker`: background jobs in a process of their own, for production."""

import click

from .configuration import read_settings
from .database import provide_database


@click.command("worker")
@click.option("--concurrency", default=4, show_default=True, help="Jobs at the same time.")
def command(concurrency: int) -> None:
    """Work on background jobs until SIGINT or SIGTERM. Set HIVEFORGE_WORKER_IN_WEB=false for the web process."""
    provide_database(read_settings())
    from hiveforge.worker import main

    main(concurrency)
