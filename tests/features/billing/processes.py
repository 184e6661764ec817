"""A web process and a worker that can be killed and are back at once: forked from a process that has imported everything.

The web process has the product's API behind its walls, and a door for acts: `POST /acts/<name>` as somebody. The pages
are left out, because nothing of them touches billing but these acts. The worker is the product's own.
"""

import asyncio
import gc
import multiprocessing
import signal
import socket
from collections.abc import Callable
from contextlib import closing
from functools import cache
from uuid import UUID

from fastapi import APIRouter
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server
from pydantic import BaseModel

from hiveforge import slices, worker
from hiveforge.core import actor as actors
from hiveforge.core.logs import configure_logging
from hiveforge.core.permissions import Role
from hiveforge.core.settings import settings
from hiveforge.features.billing import CheckoutForm, SeatsForm, service
from hiveforge.features.billing.schemas import CancelForm, ChangeForm
from hiveforge.features.plans import Interval
from hiveforge.gateways.errors import error_reporter
from hiveforge.gateways.payments import local_pages, payments
from hiveforge.web.app import create_api
from hiveforge.web.edge import wrap

ACTS = {
    "buy": lambda who, _: service.start_checkout(who, CheckoutForm(plan="pro")),
    "pack": lambda who, _: service.buy_pack(who),
    "seats": lambda who, seats: service.set_seats(who, SeatsForm(seats=seats)),
    "month": lambda who, seats: service.change_plan(who, ChangeForm(plan="pro", seats=seats)),
    "year": lambda who, seats: service.change_plan(who, ChangeForm(plan="pro", interval=Interval.YEAR, seats=seats)),
    "cancel": lambda who, _: service.cancel(who, CancelForm()),
    "resume": lambda who, _: service.resume(who),
}
_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload([__name__, "pytest"])
doors = APIRouter()


class Asked(BaseModel):
    organization: UUID
    slug: str
    person: UUID
    seats: int


@doors.post("/acts/{name}")
async def act(name: str, asked: Asked) -> str:
    """Do it as an owner; returns the page to pay on, where there is one."""
    who = actors.user(
        asked.person, name="Owner", email=f"owner@{asked.slug}.test", organization=asked.organization, slug=asked.slug,
        role=Role.OWNER,
    )  # fmt: skip
    return await ACTS[name](who, asked.seats) or ""


def work() -> None:
    gc.freeze()  # what was imported before the fork is never garbage
    worker.main()


def serve() -> None:
    gc.freeze()
    configure_logging(settings())
    server = Server(WEB, port=settings().port, interface=Interfaces.ASGI, log_level=LogLevels.critical)
    asyncio.run(server.serve())


slices.load("models")
slices.load("tasks")
payments()
WEB = wrap(
    create_api([*(module.router for module in slices.load("routes")), *local_pages(), doors]),
    report=error_reporter().report,
)


class Victim:
    """A process of this kind, always one at a time."""

    def __init__(self, what: Callable[[], None]) -> None:
        self.what, self.kills = what, 0
        self.start()

    def start(self) -> None:
        self.process = _FORKS.Process(target=self.what, daemon=True)
        self.process.start()

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        assert self.process.exitcode == -signal.SIGKILL, "it had ended by itself"
        self.kills += 1


@cache
def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
