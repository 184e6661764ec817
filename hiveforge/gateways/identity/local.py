"""Passwords checked by ourselves, with argon2id. The proof is the hash; nothing is kept here.

Hashing takes memory and a whole core on purpose, so a few threads do it and who comes when they are full is turned away.
"""

import asyncio
import os
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from hiveforge.core.errors import Unavailable
from hiveforge.core.settings import settings

from . import Checked

THREADS = min(4, os.cpu_count() or 1)
MOST_WAITING = 40
_ROUNDS = 3

_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="passwords")
_waiting = 0


class LocalIdentity:
    """`computed` counts hashes, so that tests can prove that known and unknown accounts cost the same."""

    name = "local"
    computed = 0

    async def enrol(self, email: str, password: str) -> str:  # noqa: ARG002  other providers know accounts by address
        return await _in_thread(_hasher(settings().argon2_memory_kib).hash, password)

    async def check(self, proof: str | None, email: str, password: str) -> Checked:  # noqa: ARG002
        valid, replaced = await _in_thread(_verify, password, proof or _nobodys(settings().argon2_memory_kib))
        return Checked(valid, replaced) if proof else Checked(False)

    async def change(self, proof: str | None, email: str, password: str) -> str:  # noqa: ARG002
        return await self.enrol(email, password)


def _verify(password: str, proof: str) -> tuple[bool, str | None]:
    try:
        return _hasher(settings().argon2_memory_kib).verify_and_update(password, proof)
    except UnknownHashError:
        return False, None


async def _in_thread(work: Any, *arguments: str) -> Any:
    global _waiting  # noqa: PLW0603
    if _waiting >= MOST_WAITING:
        raise Unavailable("Too many people sign in right now. Try again in a moment.", retry_after=5)
    _waiting += 1
    LocalIdentity.computed += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, work, *arguments)
    finally:
        _waiting -= 1


@cache
def _hasher(memory_kib: int) -> PasswordHash:
    return PasswordHash((Argon2Hasher(time_cost=_ROUNDS, memory_cost=memory_kib, parallelism=1),))


@cache
def _nobodys(memory_kib: int) -> str:
    """A hash that no password belongs to, of the same cost as real ones."""
    return _hasher(memory_kib).hash(secrets.token_urlsafe())
