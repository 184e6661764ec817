"""Install Debian's redis-server if this machine has none and lets us. Without it the tests with several processes skip, saying so."""

import os
import shutil
import subprocess
import sys

SECONDS_TO_INSTALL = 300


def ensure_redis() -> None:
    """Whether it worked shows in what it leaves behind: nothing else depends on it."""
    if shutil.which("redis-server") or shutil.which("apt-get") is None or os.geteuid() != 0:
        return
    print("Installing Debian's package redis-server", file=sys.stderr, flush=True)
    # RUNLEVEL keeps the package from starting a server of its own.
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    for command in (
        ("apt-get", "update", "-qq"),
        ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "redis-server"),
    ):
        try:
            subprocess.run(command, env=environment, stdout=sys.stderr, timeout=SECONDS_TO_INSTALL, check=False)
        except subprocess.TimeoutExpired:
            print(f"{command[0]} took too long", file=sys.stderr)


if __name__ == "__main__":
    ensure_redis()
