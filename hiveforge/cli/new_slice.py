"""`hiveforge new-slice`: a feature slice that works and passes every check, to be changed into what you need.

Writes into the source you stand in, once: what is there already is never overwritten.
"""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import click

from hiveforge.core.settings import PROJECT

from .slice_edits import CannotEdit, with_permissions, with_sentences
from .slice_names import BadName, Names, sentence, words

TEMPLATES = Path(__file__).parent / "templates"
PERMISSIONS = PROJECT / "hiveforge" / "core" / "permissions.py"
SENTENCES = PROJECT / "hiveforge" / "features" / "audit_log" / "rules.py"
FEATURES = PROJECT / "hiveforge" / "features"


@click.command("new-slice")
@click.argument("name")
@click.option("--singular", default="", help="What one of them is called. Without it: NAME without its last s.")
def command(name: str, singular: str) -> None:
    """Write the feature slice NAME ("projects"): table, row policies, revision, service, page, API and tests.

    Everybody in an organization reads them, members and above manage them: see hiveforge/core/permissions.py.
    """
    if find_spec("ruff") is None:
        raise click.ClickException("Slices are written with the development tools at hand. Run `make check` once.")
    try:
        names = Names.of(name, singular)
        files = _files(names)
        _refuse_taken(names, files)
        edits = {
            PERMISSIONS: with_permissions(PERMISSIONS.read_text(), names),
            SENTENCES: with_sentences(SENTENCES.read_text(), names),
        }
    except (BadName, CannotEdit) as error:
        raise click.ClickException(str(error)) from None
    for path, text in (files | edits).items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        click.echo(f"{'Changed' if path in edits else 'Wrote'} {path.relative_to(PROJECT)}")
    _tidy([*files, *edits])
    _write_revision(names)
    click.echo(
        f"\nThe page is at /o/<organization>/{names.path} and the API at "
        f"/api/v1/organizations/<organization>/{names.path}.\nNext: make check, make test, make up."
    )


def _files(names: Names) -> dict[Path, str]:
    """What to write, by path. Raises BadName when a word of the name would clash with the code."""
    slice_, tests = FEATURES / names.plural, PROJECT / "tests" / "features" / names.plural
    rooms = {
        path.name.removesuffix(".template"): path.read_text() for path in sorted(TEMPLATES.glob("slice/*.template"))
    }
    test = (TEMPLATES / "test_slice.py.template").read_text()
    names.refuse_clash([*rooms.values(), test])
    files = {slice_ / room: names.spell(template) for room, template in rooms.items()}
    return files | {tests / f"test_{names.plural}.py": names.spell(test)}


def _refuse_taken(names: Names, files: dict[Path, str]) -> None:
    import hiveforge.models  # noqa: F401  fills the registry of tables
    from hiveforge.core import rls
    from hiveforge.core.permissions import Permission

    there = [path.parent.relative_to(PROJECT) for path in files if path.parent.exists()]
    if there:
        raise BadName(f"{there[0]} is there already. Choose another name.")
    if names.plural in {str(table.__tablename__) for table in rls.tables()}:
        raise BadName(f"Another slice has the table “{names.plural}”. Choose another name.")
    if names.plural in {permission.partition(":")[0] for permission in Permission}:
        raise BadName(f"Another slice has the permissions “{names.plural}:…”. Choose another name.")
    addresses = (f'"/o/[slug]/{names.path}"', f"{{organization}}/{names.path}")
    doors = [*FEATURES.glob("*/pages*"), *FEATURES.glob("*/routes*")]
    for path in (file for door in doors for file in ([door] if door.is_file() else door.rglob("*.py"))):
        if any(address in path.read_text() for address in addresses):
            raise BadName(f"{path.relative_to(PROJECT)} serves /{names.path} already. Choose another name.")


def _tidy(paths: list[Path]) -> None:
    """Sort imports and wrap lines, which other names need in other places."""
    for step in (["check", "--quiet", "--select", "I", "--fix"], ["format", "--quiet"]):
        subprocess.run([sys.executable, "-m", "ruff", *step, *map(str, paths)], cwd=PROJECT, check=True)


def _write_revision(names: Names) -> None:
    """In a process of its own, which sees the new table and the new rights."""
    program = "from hiveforge.cli import main; main()"
    asked = [sys.executable, "-c", program, "revision", f"add {words(names.plural)}"]
    if subprocess.run(asked, cwd=PROJECT, check=False).returncode:
        raise click.ClickException(
            f"{sentence(names.plural)} are written, but their revision is not. Once the database answers, run: "
            f'hiveforge revision "add {words(names.plural)}"'
        )
