"""A process that spends and reports until it is killed: `spender.py <organization> <person> <file of the meter>`."""

import asyncio
import sys
from pathlib import Path
from uuid import UUID

from hiveforge.core import actor as actors
from hiveforge.core.actor import system
from hiveforge.core.clock import new_id
from hiveforge.core.permissions import Role
from hiveforge.features import usage
from hiveforge.gateways.payments import Payments


class FileMeter:
    """A meter in a file, one line for each call, so that it outlives whoever calls."""

    def __init__(self, path: str) -> None:
        self.path = Path(path)

    async def report_usage(self, customer, *, value, identifier, at):
        with self.path.open("a") as file:
            file.write(f"{identifier} {value}\n")
        await asyncio.sleep(0.002)  # where the process is likely to die: told, but not noted


async def main(organization: str, person: str, path: str) -> None:
    member = actors.user(UUID(person), organization=UUID(organization), slug="acme", role=Role.MEMBER)
    gateway: Payments = FileMeter(path)  # pyright: ignore[reportAssignmentType]

    async def spend() -> None:
        while True:
            held = await usage.reserve(member, usage.ReserveForm(amount=3, key=str(new_id())))
            await usage.settle(member, held.id, 2)
            print("spent", flush=True)  # noqa: T201

    async def report() -> None:
        while True:
            await usage.report_overage(system("reporting"), gateway)

    await asyncio.gather(spend(), spend(), report())


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
