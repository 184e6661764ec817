"""People who buy, change, cancel and pay while processes die under them."""

import asyncio
import random
from dataclasses import dataclass, field

import httpx
from factories import Tenant

from hiveforge.core.clock import new_id
from hiveforge.gateways.payments import payments
from hiveforge.sandbox import stripe as sandbox

WANTED = {"buy": 2, "pack": 4, "seats": 8, "month": 3, "year": 3, "cancel": 3, "resume": 3, "leave": 1}


@dataclass
class Errands:
    """What everybody does together: `left` acts are still to be begun. `paid` are the checkouts that were paid."""

    left: int
    trials_over: bool = False
    begun: int = 0
    interrupted: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    paid: list[str] = field(default_factory=list)
    more: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def begin(self) -> bool:
        async with self.more:
            if self.left == 0:
                return False
            self.left, self.begun = self.left - 1, self.begun + 1
            self.more.notify_all()
            return True


class Shopper:
    """One person with a browser. After a broken connection most people click again."""

    def __init__(self, tenant: Tenant, errands: Errands, browser: httpx.AsyncClient, seed: str) -> None:
        self.tenant, self.errands, self.browser = tenant, errands, browser
        self.dice, self.next = random.Random(seed), "buy"  # noqa: S311

    async def shop(self) -> None:
        while await self.errands.begin():
            name = self.next or self.dice.choices(list(WANTED), list(WANTED.values()))[0]
            self.next = ""
            await (self.leave() if name == "leave" else self.click(name))

    async def click(self, name: str) -> None:
        seats = self.dice.randint(4, 9)
        while (answer := await self.ask(name, seats)) is None:
            self.errands.interrupted += 1
            if self.dice.random() < 0.2:
                return
        if answer.status_code == 200 and answer.json():
            await self.pay(answer.json().rpartition("/")[2])
        elif answer.status_code != 200:
            code = answer.json()["code"]
            self.errands.refused[code] = self.errands.refused.get(code, 0) + 1
            self.next = "buy" if code in {"no_subscription", "already_ended"} else ""

    async def ask(self, name: str, seats: int) -> httpx.Response | None:
        """The answer; None when the connection broke after the question had been sent."""
        asked = {
            "organization": str(self.tenant.id), "slug": self.tenant.slug, "person": str(self.tenant.owner.id),
            "seats": seats,
        }  # fmt: skip
        while True:
            try:
                return await self.browser.post(f"/acts/{name}", json=asked)
            except httpx.ConnectError:
                await asyncio.sleep(0.02)
            except httpx.TransportError:
                return None

    async def pay(self, checkout: str) -> None:
        try:
            await sandbox.pay_checkout(checkout)
        except sandbox.Refusal as refusal:
            if not refusal.more.get("code", "").startswith("session_"):  # the other one has paid on the same page
                raise
        else:
            self.errands.paid.append(checkout)

    async def leave(self) -> None:
        """The provider ends the plan, as in its dashboard. Only after the trials, so that all prices are of one month."""
        if not self.errands.trials_over:
            return
        for customer in await payments().customers():
            if customer.organization == str(self.tenant.id):
                for one in await payments().subscriptions(customer.id):
                    await payments().end_now(one.id, key=str(new_id()))
        self.next = "buy"
