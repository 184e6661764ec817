"""The walls around a process that reads one file: limits of the operating system, and no doors in Python.

It computes and answers through its standard output. It starts no program, opens no connection and no file of anybody's.
"""

import resource
import sys
from typing import Any

_REFUSED = (
    "socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.system", "os.remove", "os.rename",
    "os.mkdir", "os.rmdir", "os.chmod", "os.chown", "os.link", "os.symlink", "os.truncate", "os.kill", "pty.",
    "shutil.", "tempfile.", "urllib.", "http.", "ftplib.", "smtplib.", "ctypes.dlopen", "webbrowser.", "mmap.",
)  # fmt: skip
_LIBRARIES = tuple({sys.prefix, sys.base_prefix, *(path for path in sys.path if path)})


class Confined(PermissionError):
    """A reader tried to leave its process."""


def confine(*, cpu_seconds: int, memory_bytes: int) -> None:
    """Put up the walls, for good. Modules can still be imported; everything else of the machine is out of reach."""
    resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # others do not keep to it
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event == "open":
        path, mode, flags = arguments
        if isinstance(path, int) or (_is_library(path) and not _writes(mode, flags)):
            return
        raise Confined("files are out of reach")
    if event.startswith(_REFUSED):
        raise Confined(f"{event} is out of reach")


def _is_library(path: Any) -> bool:
    return isinstance(path, str) and path.startswith(_LIBRARIES) and ".." not in path


def _writes(mode: str | None, flags: int) -> bool:
    return bool(flags & 3) or any(letter in (mode or "") for letter in "wax+")
