"""A web process that can be killed.

It has the product's API behind its walls, and a door for acts: `POST /acts/<name>` as somebody. The pages
are left out, because nothing of them touches billing but these acts.
"""

import asyncio
import gc
import socket
from contextlib import closing
from functools import cache
from uuid import UUID

from fastapi import APIRouter
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server
from pydantic import BaseModel

from hiveforge import slices
from hiveforge.core import actor as actors
from hiveforge.core.logs import configure_logging
from hiveforge.core.permissions import Role
from hiveforge.core.settings import settings
from hiveforge.features.billing import CheckoutForm, SeatsForm, service
from hiveforge.features.billing.schemas import CancelForm, ChangeForm
from hiveforge.features.plans import Interval
from hiveforge.gateways.errors import error_reporter
from hiveforge.gateways.payments import local_pages
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


def serve() -> None:
    gc.freeze()
    configure_logging(settings())
    server = Server(WEB, port=settings().port, interface=Interfaces.ASGI, log_level=LogLevels.critical)
    asyncio.run(server.serve())


WEB = wrap(
    create_api([*(module.router for module in slices.load("routes")), *local_pages(), doors]),
    report=error_reporter().report,
)


@cache
def free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
