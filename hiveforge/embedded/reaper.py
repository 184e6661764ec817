"""Count the clients of a server, and stop it after the last one.

Every client holds a shared lock for as long as it lives; the kernel drops it even at kill -9. The reaper, a process of its
own (`python -m hiveforge.embedded.reaper <root> <grace seconds> <lock descriptor>`), waits for the exclusive one. The grace
period lets a client that restarts find its server again.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

from hiveforge.core.file_locks import acquire, acquire_now, locked

from .cluster import Cluster, cluster_for

PACKAGE_ROOT = Path(__file__).resolve().parents[2]

_clients: dict[Path, int] = {}
_reapers: list[subprocess.Popen[bytes]] = []  # they outlive us, so nobody waits for them


def register_client(cluster: Cluster) -> None:
    """Count this process as a client until it ends. Twice is once."""
    if cluster.home not in _clients:
        _clients[cluster.home] = acquire(cluster.clients_lock, shared=True)


def spawn_reaper(cluster: Cluster, grace_seconds: float) -> None:
    """Leave a reaper behind unless one is at work. It inherits the lock that says so."""
    at_work = acquire_now(cluster.reaper_lock)
    if at_work is None:
        return
    try:
        reaper = subprocess.Popen(
            [sys.executable, "-m", __name__, str(cluster.home), str(grace_seconds), str(at_work)],
            pass_fds=[at_work],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={**os.environ, "PYTHONPATH": str(PACKAGE_ROOT)},
        )
        _reapers.append(reaper)
    finally:
        os.close(at_work)


def reap(cluster: Cluster, grace_seconds: float, own_lock: int) -> None:
    """Return when the server is stopped."""
    while True:
        os.close(acquire(cluster.clients_lock))
        time.sleep(grace_seconds)
        with locked(cluster.start_lock):
            nobody_left = acquire_now(cluster.clients_lock)
            if nobody_left is not None:
                cluster.stop()
                os.close(own_lock)  # before the start lock, so that the next starter sees that it needs a new reaper
                return


if __name__ == "__main__":
    home = Path(sys.argv[1])
    if home.is_dir():  # it may be deleted by now, and must not come back
        reap(cluster_for(home), float(sys.argv[2]), int(sys.argv[3]))
