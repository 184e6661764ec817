"""The process that reads a file can reach nothing: tried by code that tries it."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from hiveforge.gateways.extraction import process

ESCAPES = {
    "a connection": "import socket; socket.create_connection(('127.0.0.1', 80))",
    "a name's address": "import socket; socket.getaddrinfo('localhost', 80)",
    "a program": "import subprocess; subprocess.run(['true'])",
    "a shell": "import os; os.system('true')",
    "another process": "import os; os.fork()",
    "somebody's file": "open('/etc/passwd')",
    "somebody's file by its number": "import os; os.open('/etc/passwd', os.O_RDONLY)",
    "a file of ours to write": "open('/tmp/out', 'w')",
    "a library to write": "import os; open(os.__file__, 'a')",
    "a library of the system": "import ctypes; ctypes.CDLL('libc.so.6')",
    "deleting": "import os; os.remove('/tmp/out')",
}


def confined(code, **environment):
    script = (
        "import os, sys, socket, subprocess, ctypes\n"
        "from hiveforge.gateways.extraction.confinement import Confined, confine\n"
        "confine(cpu_seconds=5, memory_bytes=1 << 30)\n"
        f"try:\n    {code}\nexcept Confined as error:\n    print('confined:', error)\nelse:\n    print('out')\n"
    )
    return subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(process._ROOT), **environment}, capture_output=True, text=True, timeout=30, check=False,
    ).stdout  # fmt: skip


@pytest.mark.parametrize("code", ESCAPES.values(), ids=ESCAPES)
def test_a_reader_cannot_have(code):
    assert confined(code).startswith("confined:")


def test_a_reader_can_still_load_its_modules():
    assert confined("import html.entities, encodings.shift_jis").strip() == "out"


def test_it_inherits_no_secret(monkeypatch):
    """What the reading process is given is what `_start` lists, whatever our own environment holds."""
    monkeypatch.setenv("HIVEFORGE_SECRET_KEY", "canary")

    async def environment():
        started = await process._start(process.Kind.TEXT, process.Limits())
        said = await asyncio.to_thread(Path(f"/proc/{started.pid}/environ").read_text)
        started.kill()
        await started.wait()
        return said

    assert "canary" not in asyncio.run(environment())
