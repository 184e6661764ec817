"""The operating-system account that Postgres runs as. Postgres refuses to run as root, so root lends it another one.

Creates no account and changes nobody's rights: it takes an account that every system has.
"""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import CannotRunPostgres

LENT_BY_ROOT = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """`run` starts a program as this account; `own` hands it a file. Both do nothing special for ourselves."""

    name: str
    uid: int
    gid: int

    @property
    def lent(self) -> bool:
        return self.uid != os.geteuid()

    def run(self, *command: str | Path, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run to the end, away from the terminal and the current directory, which the account may not enter."""
        if self.lent:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return subprocess.run(
            [str(part) for part in command], text=True, stdin=subprocess.DEVNULL, cwd="/", check=False, **options
        )

    def own(self, path: Path) -> None:
        if self.lent:
            os.chown(path, self.uid, self.gid)

    def may_enter(self, directory: Path) -> bool:
        if not self.lent:
            return True
        return self.run("/bin/sh", "-c", 'cd "$1"', "sh", directory, stderr=subprocess.DEVNULL).returncode == 0


def account_for(data: Path | None) -> Account:
    """Who owns the data already, if there is any; otherwise we ourselves, or the account that root lends.

    Raises CannotRunPostgres when there is no such account, or when the data belongs to somebody we cannot act for.
    """
    owner = data.stat().st_uid if data else os.geteuid()
    if os.geteuid() not in {0, owner}:
        raise CannotRunPostgres(f"{data} belongs to another user of this machine.")
    return _lent_by_root() if owner == 0 else _by_uid(owner)


def _lent_by_root() -> Account:
    for name in LENT_BY_ROOT:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise CannotRunPostgres("Postgres does not run as root, and there is neither a user postgres nor a user nobody.")


def _by_uid(uid: int) -> Account:
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        raise CannotRunPostgres(
            f"Postgres needs a user with a name, and user id {uid} has no entry in /etc/passwd."
        ) from None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
