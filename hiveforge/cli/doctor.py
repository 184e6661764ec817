"""`hiveforge doctor`: what stands in the way of a working installation, and what to do about it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass

import click

from . import checkups
from .checkups import Trouble
from .configuration import parse_settings
from .database import provide_database
from .demo_model import who_answers


@dataclass(frozen=True, slots=True)
class Finding:
    name: str
    well: bool
    detail: str
    remedy: str = ""


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_context
def command(context: click.Context, *, as_json: bool) -> None:
    """Check this installation and say how to fix what is wrong."""
    findings = []
    for finding in examine():
        findings.append(finding)
        if not as_json:
            _print(finding)
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=2))
    context.exit(0 if all(finding.well for finding in findings) else 1)


def examine() -> Iterator[Finding]:
    """All findings; those that build on one that failed are left out."""
    yield _look("python", checkups.python_version)
    yield _look("javascript", checkups.javascript_runtime)
    readable = _look("settings", lambda: f"read, for {parse_settings().environment}")
    yield readable
    if not readable.well:
        return
    found = parse_settings()
    yield _look("production", lambda: checkups.settings_for_production(found))
    yield _look("port", lambda: checkups.port(found))
    yield _look("disk", lambda: checkups.disk(found))
    yield _look("assistant", lambda: who_answers(found))
    yield _look("files", lambda: checkups.files(found))
    database = _look("database", lambda: checkups.database(provide_database(found)))
    yield database
    if not database.well:
        return
    logins = provide_database(found)
    yield _look("web login", lambda: checkups.web_login(logins))
    yield _look("migrations", lambda: checkups.migrations(logins))
    yield _look("clock", lambda: checkups.clock(logins))


def _look(name: str, checkup: Callable[[], str]) -> Finding:
    try:
        return Finding(name, True, checkup())
    except Trouble as trouble:
        return Finding(name, False, str(trouble), trouble.remedy)
    except click.ClickException as refusal:
        return Finding(name, False, refusal.message)


def _print(finding: Finding) -> None:
    mark = click.style("ok  ", fg="green") if finding.well else click.style("FAIL", fg="red")
    click.echo(f"{mark} {finding.name:<11} {finding.detail}")
    if finding.remedy:
        click.echo(f"     {'':<11} {finding.remedy}")
