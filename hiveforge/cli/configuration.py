"""Read the settings for a command, and turn what is wrong with them into words."""

import click
from pydantic import ValidationError

from hiveforge.core.settings import Settings, UnsafeSettings, settings


def read_settings() -> Settings:
    """The settings of this process. Ends the command when they cannot be read or would make production unsafe."""
    found = parse_settings()
    try:
        found.refuse_unsafe_production()
    except UnsafeSettings as error:
        raise click.ClickException(str(error)) from None
    return found


def parse_settings() -> Settings:
    """The settings, safe or not. Ends the command when they cannot be read."""
    try:
        return settings()
    except ValidationError as error:
        lines = [
            f"  - {_variable(problem['loc'])}{problem['msg'].removeprefix('Value error, ')}"
            for problem in error.errors()
        ]
        raise click.ClickException("\n".join(["These settings cannot be used:", *lines])) from None


def _variable(location: tuple[int | str, ...]) -> str:
    """The environment variable that a field is read from, or nothing for a rule about several."""
    if not location:
        return ""
    name = str(location[0])
    return f"{f'HIVEFORGE_{name.upper()}' if name in Settings.model_fields else name}: "
