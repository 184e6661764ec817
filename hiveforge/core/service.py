"""`@requires`: the permission stands on the service function, and nowhere else."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from functools import update_wrapper
from typing import Any, Concatenate, Generic, NoReturn, ParamSpec, TypeVar

import psycopg
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from .actor import Actor
from .audit import record
from .db import Db, unit_of_work
from .errors import AppError, Conflict, Unavailable
from .outages import unavailable
from .permissions import Access, Permission

P = ParamSpec("P")
R = TypeVar("R")
_ATTEMPTS = 3
_RETRIED = (psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected)


def slice_of(body: Callable[..., object]) -> str:
    """`hiveforge.features.billing.service.invoices` is in `billing`."""
    return body.__module__.removeprefix("hiveforge.features.").removeprefix("hiveforge.").split(".")[0]


class Service(Generic[P, R]):
    """A function written as `(actor, db, …)` and called as `(actor, …)`."""

    def __init__(
        self, body: Callable[Concatenate[Actor, Db, P], Awaitable[R]], access: Permission | Access, system: str
    ) -> None:
        update_wrapper(self, body)
        self.body, self.access, self.system = body, access, system
        self.name = f"{slice_of(body)}.{body.__name__}"  # pyright: ignore[reportFunctionMemberAccess]

    async def __call__(self, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        actor.require(self.access)
        for attempt in range(1, _ATTEMPTS + 1):
            try:
                return await self._act(actor, *args, **kwargs)
            except DBAPIError as error:
                if not isinstance(error.orig, _RETRIED) or attempt == _ATTEMPTS:
                    _translate(error)
                await asyncio.sleep(random.uniform(0.01, 0.05) * attempt)  # noqa: S311  jitter, not a secret
            except PoolTimeout as error:
                raise Unavailable("Too many people at once. Try again in a moment.", retry_after=2) from error
            except psycopg.OperationalError as error:
                raise unavailable() from error
        raise AssertionError("the last attempt returns or raises")

    async def _act(self, actor: Actor, *args: Any, **kwargs: Any) -> R:
        async with unit_of_work(actor, reason=self.system) as db:
            result = await self.body(actor, db, *args, **kwargs)
            await db.flush()
            if db.info.pop("wrote", False):
                await record(db, self.name)
        return result

    def __repr__(self) -> str:
        return f"<service {self.name} requires {self.access}>"


def requires(
    access: Permission | Access, *, system: str = ""
) -> Callable[[Callable[Concatenate[Actor, Db, P], Awaitable[R]]], Service[P, R]]:
    """Let the call pass only for actors with `access`, inside one audited transaction.

    `system` says why this function works above row-level security; it then checks by itself whose rows it touches.
    A deadlock or serialization failure starts the act again, at most three times. Raises NotSignedIn, NotFound,
    NotAllowed, Unavailable, and the error whose `constraint` the act broke.
    """
    return lambda body: Service(body, access, system)


def _translate(error: DBAPIError) -> NoReturn:
    """Name what Postgres refused: every door knows AppError, and none knows the driver."""
    if isinstance(error, IntegrityError):
        broken = getattr(getattr(error.orig, "diag", None), "constraint_name", None)
        for known in _all_errors(AppError):
            if broken and known.constraint == broken:
                raise known from error
        raise Conflict from error
    if isinstance(error, OperationalError) or error.connection_invalidated:
        raise unavailable() from error
    raise error


def _all_errors(base: type[AppError]) -> list[type[AppError]]:
    return [e for sub in base.__subclasses__() for e in (sub, *_all_errors(sub))]
