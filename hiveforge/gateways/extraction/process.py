"""Starts the process that reads a file, feeds it, and ends it when it takes too much."""

import asyncio
import contextlib
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import structlog

import hiveforge

from . import Block, Kind, Limits, Trouble, Unreadable

log = structlog.get_logger(__name__)

_ROOT = Path(hiveforge.__file__).parents[1]
_CHILD = "hiveforge.gateways.extraction.child"
_BYTES_FOR_EACH_CHARACTER = 5
_PIECE = 1024 * 1024
_OUT_OF_TIME = {-signal.SIGXCPU, -signal.SIGKILL}


async def extract(kind: Kind, content: AsyncIterator[bytes], limits: Limits = Limits()) -> list[Block]:  # noqa: B008  frozen
    """The text of a file in the order in which it is read. Raises Unreadable, and whatever `content` raises.

    Cancelled or refused, the process is gone when this returns.
    """
    process = await _start(kind, limits)
    try:
        async with asyncio.timeout(limits.seconds):
            said, _ = await asyncio.gather(_collected(process, limits), _fed(process, content, limits))
            status = await process.wait()
    except TimeoutError:
        raise Unreadable(Trouble.TOO_SLOW) from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    return _blocks(said, status)


async def _start(kind: Kind, limits: Limits) -> asyncio.subprocess.Process:
    """It inherits nothing of ours: no settings, no secrets, no connections."""
    arguments = (kind.value, limits.characters, limits.cpu_seconds, limits.memory_bytes)
    return await asyncio.create_subprocess_exec(
        sys.executable, "-s", "-P", "-m", _CHILD, *map(str, arguments),
        stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        env={"PYTHONPATH": str(_ROOT), "PATH": os.defpath, "LANG": "C.UTF-8", "PYTHONDONTWRITEBYTECODE": "1"},
        cwd="/",
    )  # fmt: skip


async def _fed(process: asyncio.subprocess.Process, content: AsyncIterator[bytes], limits: Limits) -> None:
    if process.stdin is None:
        raise TypeError("the process was started without a pipe")
    left = limits.content_bytes
    # A process that is done early does not read on; what it said is in its answer.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        async for piece in content:
            left -= len(piece)
            if left < 0:
                raise Unreadable(Trouble.TOO_MUCH_MEMORY)
            process.stdin.write(piece)
            await process.stdin.drain()
    process.stdin.close()


async def _collected(process: asyncio.subprocess.Process, limits: Limits) -> bytes:
    if process.stdout is None:
        raise TypeError("the process was started without a pipe")
    said, most = bytearray(), limits.characters * _BYTES_FOR_EACH_CHARACTER + _PIECE
    while piece := await process.stdout.read(_PIECE):
        said += piece
        if len(said) > most:
            raise Unreadable(Trouble.TOO_MUCH_TEXT)
    return bytes(said)


def _blocks(said: bytes, status: int) -> list[Block]:
    lines = [json.loads(line) for line in said.splitlines()] if status == 0 else []
    end = lines.pop() if lines else {}
    if end.get("done"):
        return [Block(text, level, page) for level, page, text in lines]
    trouble = Trouble(end.get("trouble") or (Trouble.TOO_SLOW if status in _OUT_OF_TIME else Trouble.DAMAGED))
    detail = end.get("detail", f"status {status}")
    log.info("a file could not be read", trouble=trouble, detail=detail)
    raise Unreadable(trouble, detail)
