"""`hiveforge env-example`: every setting with its meaning and default, as a file to copy to .env."""

import textwrap
from enum import Enum
from pathlib import Path

import click
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from hiveforge.core.settings import PROJECT, Settings

HEADER = """\
# Every setting of HiveForge, with its default. Copy to .env and uncomment what you change; the environment wins over .env.
# Generated from hiveforge/core/settings.py: run `hiveforge env-example --write` after a change there.
"""


@click.command("env-example")
@click.option("--write", is_flag=True, help="Write .env.example instead of printing it.")
def command(*, write: bool) -> None:
    """Print all settings with their meaning."""
    if write:
        (PROJECT / ".env.example").write_text(render())
    else:
        click.echo(render(), nl=False)


def render() -> str:
    """The text of .env.example."""
    return HEADER + "".join(_entry(name, field) for name, field in Settings.model_fields.items())


def _entry(name: str, field: FieldInfo) -> str:
    variable = field.validation_alias or f"HIVEFORGE_{name.upper()}"
    comment = textwrap.indent(textwrap.fill(field.description or "", 118), "# ")
    return f"\n{comment}\n#{variable}={_default(field.default)}\n"


def _default(value: object) -> str:
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, Path):
        value = value.relative_to(PROJECT)
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)
