"""A process that buys, changes, cancels and resumes until it is killed: `clicker.py <organization> <person> <slug>`.

It says each act before and after it, so that the test knows where it died. Paying, and the provider's messages, are the
test's matter.
"""

import asyncio
import random
import sys
from uuid import UUID

from hiveforge.core import actor as actors
from hiveforge.core.actor import system
from hiveforge.core.errors import AppError
from hiveforge.core.permissions import Role
from hiveforge.features.billing import CheckoutForm, SeatsForm, service
from hiveforge.features.billing.schemas import CancelForm, ChangeForm
from hiveforge.sandbox import stripe as sandbox


async def main(organization: str, person: str, slug: str) -> None:
    owner = actors.user(
        UUID(person), name="Owner", email=f"owner@{slug}.test", organization=UUID(organization), slug=slug,
        role=Role.OWNER,
    )  # fmt: skip
    dice = random.Random()  # noqa: S311

    async def buy() -> None:
        url = await service.start_checkout(owner, CheckoutForm(plan="pro"))
        await sandbox.pay_checkout(url.rpartition("/")[2])

    async def pack() -> None:
        url = await service.buy_pack(owner)
        await sandbox.pay_checkout(url.rpartition("/")[2])

    acts = {
        "buy": buy,
        "pack": pack,
        "seats": lambda: service.set_seats(owner, SeatsForm(seats=dice.randint(4, 9))),
        "change": lambda: service.change_plan(owner, ChangeForm(plan="pro", interval="year", seats=5)),
        "cancel": lambda: service.cancel(owner, CancelForm()),
        "resume": lambda: service.resume(owner),
        "sync": lambda: service.sync_organization(system("clicking"), UUID(organization)),
    }
    while True:
        name = dice.choice(list(acts))
        print(f"begin {name}", flush=True)  # noqa: T201
        try:
            await acts[name]()
        except AppError as error:
            print(f"refused {name} {error.code}", flush=True)  # noqa: T201
        except sandbox.Refusal as refusal:
            print(f"refused {name} {refusal}", flush=True)  # noqa: T201
        else:
            print(f"done {name}", flush=True)  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
