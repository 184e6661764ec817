"""Argon2id. Hashing takes memory and a whole core on purpose, so a few threads do it and more callers are turned away."""

import asyncio
import base64
import os
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher

from hiveforge.core import metrics
from hiveforge.core.errors import Unavailable
from hiveforge.core.settings import settings

R = TypeVar("R")

THREADS = min(4, os.cpu_count() or 1)
MOST_WAITING = 40
_ROUNDS = 3

_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="passwords")
_waiting = 0


@dataclass(frozen=True, slots=True)
class Checked:
    """`proof` is a new one to keep, when the old one was made with other parameters than today's."""

    valid: bool
    proof: str | None = None


async def hash_password(password: str) -> str:
    """A salted hash that holds its own parameters. Raises Unavailable when too many wait."""
    return await _in_thread(lambda: _hasher(settings().argon2_memory_kib).hash(password))


async def verify_password(password: str, password_hash: str | None) -> Checked:
    """Whether the hash is of this password. Without a hash it takes as long and says no. Raises Unavailable."""
    return await _in_thread(lambda: _verify(password, password_hash))


def _verify(password: str, password_hash: str | None) -> Checked:
    hasher = _hasher(settings().argon2_memory_kib)
    try:
        valid, replaced = hasher.verify_and_update(password, password_hash or _nobodys(settings().argon2_memory_kib))
    except UnknownHashError:
        return Checked(False)
    return Checked(valid, replaced) if password_hash else Checked(False)


async def _in_thread(work: Callable[[], R]) -> R:
    global _waiting  # noqa: PLW0603
    if _waiting >= MOST_WAITING:
        raise Unavailable("Too many people sign in right now. Try again in a moment.", retry_after=5)
    metrics.PASSWORD_HASHES.inc()
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, work)
    finally:
        _waiting -= 1


@cache
def _hasher(memory_kib: int) -> PasswordHash:
    return PasswordHash((Argon2Hasher(time_cost=_ROUNDS, memory_cost=memory_kib, parallelism=1),))


@cache
def _nobodys(memory_kib: int) -> str:
    """A hash of no password, of the same cost as real ones to check, and of none to make: the first caller would tell."""
    salt, made = (base64.b64encode(secrets.token_bytes(size)).decode().rstrip("=") for size in (16, 32))
    return f"$argon2id$v=19$m={memory_kib},t={_ROUNDS},p=1${salt}${made}"
