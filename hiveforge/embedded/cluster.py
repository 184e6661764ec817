"""One database cluster on disk: make it, start it, stop it. Callers hold the start lock.

Reachable through one private Unix socket only; the operating system vouches for who connects (peer authentication).
"""

import hashlib
import os
import pwd
import re
import shlex
import shutil
import stat
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from .account import Account, account_for
from .binaries import Binaries, find_binaries
from .errors import CannotRunPostgres

CONFIGURATION = """
# HiveForge
listen_addresses = ''
unix_socket_permissions = 0700
max_connections = 100
timezone = 'UTC'
log_timezone = 'UTC'
"""
ELSEWHERE = Path("/var/lib/hiveforge")
ACCEPTING, REJECTING = 0, 1  # exit codes of pg_isready
SECONDS_FOR_ORPHANS = 15
SECONDS_FOR_RECOVERY = 60
LONGEST_SOCKET_DIRECTORY = 85  # a socket's whole path has 103 characters on macOS and 107 on Linux


@dataclass(frozen=True, slots=True)
class Cluster:
    """`home` holds the locks and one data directory per major version."""

    home: Path
    account: Account
    binaries: Binaries

    @property
    def data(self) -> Path:
        return self.home / f"pg{self.binaries.major}"

    @property
    def start_lock(self) -> Path:
        """Held while somebody starts or stops the server."""
        return self.home / "start.lock"

    @property
    def clients_lock(self) -> Path:
        """Held, shared, by everybody who uses the server."""
        return self.home / "clients.lock"

    @property
    def reaper_lock(self) -> Path:
        """Held by the process that will stop the server."""
        return self.home / "reaper.lock"

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    @property
    def socket_directory(self) -> Path:
        path = os.fsencode(self.data)
        if len(path) < LONGEST_SOCKET_DIRECTORY and b"," not in path:  # libpq reads a comma as a list of hosts
            return self.data
        return Path("/tmp") / f"hiveforge-{hashlib.sha256(path).hexdigest()[:12]}"  # noqa: S108  its owner is checked

    def url(self, database: str) -> str:
        return f"postgresql://postgres@/{database}?host={quote(str(self.socket_directory))}"

    def answers(self) -> bool:
        """Whether a server accepts connections. Waits while one is starting, recovering or stopping."""
        give_up = time.monotonic() + SECONDS_FOR_RECOVERY
        while (state := self._state()) == REJECTING and time.monotonic() < give_up:
            time.sleep(0.1)
        return state == ACCEPTING

    def initialize(self, starting: int, *, durable: bool = True) -> None:
        """Make the data directory under another name first: a killed attempt leaves nothing that looks finished.

        initdb inherits the descriptor of the start lock, so that one which outlives us keeps others from its files.
        `durable` makes it survive a power cut too.
        """
        if self.data.exists():
            return
        self._refuse_other_majors()
        unfinished = self.data.with_suffix(".unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self.account.own(unfinished)
        answer = self.account.run(
            self.binaries["initdb"], "-D", unfinished, "-U", "postgres", "--encoding=UTF8", *self._locale(),
            "--auth=peer", "--no-sync", "--no-instructions", capture_output=True, pass_fds=[starting],
        )  # fmt: skip
        if answer.returncode != 0:
            raise CannotRunPostgres(f"initdb failed: {answer.stderr.strip()}")
        with (unfinished / "postgresql.conf").open("a") as configuration:
            configuration.write(CONFIGURATION)
        (unfinished / "pg_hba.conf").write_text(
            "local all all peer map=hiveforge\nlocal replication all peer map=hiveforge\n"
        )
        (unfinished / "pg_ident.conf").write_text(self._people())
        if durable:
            os.sync()  # one sweep instead of initdb's thousand
        unfinished.rename(self.data)

    def _people(self) -> str:
        """Which users of this machine may log in as which roles."""
        from hiveforge.core.databases import SYSTEM_LOGIN, WEB_LOGIN

        users = {self.account.name, "root", pwd.getpwuid(os.geteuid()).pw_name}
        roles = ["all"] if self.binaries.major >= 16 else ["postgres", WEB_LOGIN, SYSTEM_LOGIN]
        return "".join(f'hiveforge "{user}" {role}\n' for user in sorted(users) for role in roles)

    def start(self, settings: dict[str, str]) -> None:
        """Start and wait until it answers. A killed server's orphans hold the memory for a moment: try again for a while."""
        self._make_socket_directory()
        options = ["-k", str(self.socket_directory)]
        for name, value in settings.items():
            options += ["-c", f"{name}={value}"]
        give_up = time.monotonic() + SECONDS_FOR_ORPHANS
        while not self._start_once(shlex.join(options)) and not self.answers():
            reason = self.log.read_text(errors="replace")[-2000:] if self.log.exists() else "it wrote no log."
            left_behind = "shared memory block" in reason or "lock file" in reason
            if not left_behind or time.monotonic() > give_up:
                raise CannotRunPostgres(f"Postgres does not start in {self.data}:\n{reason}\n")
            time.sleep(0.25)

    def stop(self) -> None:
        """Disconnect everybody and stop. Nothing happens when no server runs."""
        if self._state() in {ACCEPTING, REJECTING}:  # a stale postmaster.pid may name somebody else's process by now
            self.account.run(
                self.binaries["pg_ctl"], "-D", self.data, "-m", "fast", "-w", "-s", "stop", capture_output=True
            )

    def _state(self) -> int:
        return self.account.run(self.binaries["pg_isready"], "-q", "-h", self.socket_directory).returncode

    def _start_once(self, options: str) -> bool:
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.1"))
        answer = self.account.run(
            self.binaries["pg_ctl"], "-D", self.data, "-w", "-t", "60", "-s", "-l", self.log, "-o", options, "start",
            start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        return answer.returncode == 0

    def _locale(self) -> tuple[str, ...]:
        if self.binaries.major >= 17:
            return ("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8")
        return ("--locale=C.UTF-8",)

    def _refuse_other_majors(self) -> None:
        for other in self.home.glob("pg*"):
            if (major := re.fullmatch(r"pg(\d+)", other.name)) and (other / "PG_VERSION").exists():
                raise CannotRunPostgres(
                    f"{other} was written by Postgres {major[1]}, and the programs here are version "
                    f"{self.binaries.major}. Dump it with version {major[1]} and move it away to start afresh."
                )

    def _make_socket_directory(self) -> None:
        directory = self.socket_directory
        if directory == self.data:
            return
        if not directory.exists():
            directory.mkdir(mode=0o700)
            self.account.own(directory)
        found = directory.lstat()
        if found.st_uid != self.account.uid or stat.S_IMODE(found.st_mode) != 0o700:
            raise CannotRunPostgres(f"{directory} belongs to somebody else.")


def cluster_for(root: Path) -> Cluster:
    """The cluster whose files live in `root`, or, when the account may not go there, below /var/lib."""
    cluster = _cluster_in(root.resolve())
    if cluster.account.may_enter(cluster.home):
        return cluster
    return _cluster_in(ELSEWHERE / hashlib.sha256(os.fsencode(root.resolve())).hexdigest()[:16])


def _cluster_in(home: Path) -> Cluster:
    home.mkdir(parents=True, exist_ok=True)
    account = account_for(next(home.glob("pg[0-9][0-9]"), None))
    return Cluster(home, account, find_binaries(account))
