"""`@requires`: the permission stands on the service function, and nowhere else."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from enum import StrEnum
from functools import update_wrapper
from typing import Any, Concatenate, Generic, NoReturn, ParamSpec, TypeVar

import psycopg
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from . import entitlements
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
        self,
        body: Callable[Concatenate[Actor, Db, P], Awaitable[R]],
        access: Permission | Access,
        system: str,
        feature: StrEnum | None = None,
    ) -> None:
        update_wrapper(self, body)
        self.body, self.access, self.system, self.feature = body, access, system, feature
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
                raise _crowded() from error
            except psycopg.OperationalError as error:
                raise unavailable() from error
        raise AssertionError("the last attempt returns or raises")

    async def _act(self, actor: Actor, *args: Any, **kwargs: Any) -> R:
        async with unit_of_work(actor, reason=self.system) as db:
            if self.feature:
                await entitlements.demand(actor, db, self.feature)
            result = await self.body(actor, db, *args, **kwargs)
            await db.flush()
            if db.info.pop("wrote", False):
                await record(db, self.name)
        return result

    def __repr__(self) -> str:
        return f"<service {self.name} requires {self.access}>"


class Conversation(Service[P, R]):
    """A service function that calls a vendor: written as `(actor, …)`, it opens its transactions before and after that.

    Nothing starts it again, because the vendor may have acted; it writes its own audit row.
    """

    async def __call__(self, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> R:
        actor.require(self.access)
        body: Any = self.body
        try:
            return await body(actor, *args, **kwargs)
        except DBAPIError as error:
            _translate(error)
        except PoolTimeout as error:
            raise _crowded() from error
        except psycopg.OperationalError as error:
            raise unavailable() from error


def requires(
    access: Permission | Access, *, feature: StrEnum | None = None, system: str = ""
) -> Callable[[Callable[Concatenate[Actor, Db, P], Awaitable[R]]], Service[P, R]]:
    """Let the call pass only for actors with `access`, inside one audited transaction.

    `feature` is one that the plan of the actor's organization must include, else LimitReached. `system` says why this function works above row-level security; it then checks by itself whose rows it touches.
    A deadlock or serialization failure starts the act again, at most three times. Raises NotSignedIn, NotFound,
    NotAllowed, Unavailable, and the error whose `constraint` the act broke.
    """
    return lambda body: Service(body, access, system, feature)


def converses(
    access: Permission | Access,
) -> Callable[[Callable[Concatenate[Actor, P], Awaitable[R]]], Conversation[P, R]]:
    """`requires` for a function that calls a vendor, with no transaction open meanwhile. Raises the same errors."""
    return lambda body: Conversation(body, access, "")  # pyright: ignore[reportArgumentType]  its body takes no transaction


def _crowded() -> Unavailable:
    return Unavailable("Too many people at once. Try again in a moment.", retry_after=2)


def _translate(error: DBAPIError) -> NoReturn:
    """Name what Postgres refused: every door knows AppError, and none knows the driver."""
    if isinstance(error, IntegrityError):
        said = getattr(error.orig, "diag", None)
        broken = getattr(said, "constraint_name", None)
        for known in _all_errors(AppError):
            if broken and known.constraint == broken:
                raise known.of_broken_constraint(getattr(said, "message_detail", None) or "") from error
        raise Conflict from error
    if isinstance(error, OperationalError) or error.connection_invalidated:
        raise unavailable() from error
    raise error


def _all_errors(base: type[AppError]) -> list[type[AppError]]:
    return [e for sub in base.__subclasses__() for e in (sub, *_all_errors(sub))]
