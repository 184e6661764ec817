"""Waiting for what happens in another task or process, and gives no sign."""

import asyncio
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")


async def until(found: Callable[[], Found], seconds: float = 20) -> Found:
    """What is found, as soon as there is something."""
    async with asyncio.timeout(seconds):
        while not (it := found()):  # noqa: ASYNC110  nothing says when
            await asyncio.sleep(0.05)
    return it
