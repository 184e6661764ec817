"""The command line, `hiveforge`. One module per command, imported when it is asked for; heavy imports wait inside it.

Knows how to put the parts together, decides nothing about the product.
"""

import gc
from importlib import import_module

import click

COMMANDS = (
    "up",
    "dev",
    "worker",
    "migrate",
    "revision",
    "seed",
    "plans",
    "new-slice",
    "doctor",
    "check",
    "env-example",
)


class _Commands(click.Group):
    """`new-slice` is the attribute `command` of the module `new_slice`."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        return import_module(f"{__name__}.{cmd_name.replace('-', '_')}").command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """HiveForge: a complete multi-tenant SaaS platform in Python.

    Settings come from the environment and from the file .env; .env.example explains them.
    """
    gc.set_threshold(50_000)  # commands import much, of which nothing is garbage
