"""A provider's meter that keeps its promise: an identifier counts once. It can be out of order or lose answers."""

from datetime import datetime

from hiveforge.core.errors import Unavailable
from hiveforge.gateways.payments import UsageRefused


class Meter:
    def __init__(self) -> None:
        self.taken: dict[str, tuple[str, int]] = {}
        self.counted: list[tuple[str, int, datetime]] = []
        self.calls, self.away, self.loses_answers, self.refused = 0, False, False, set()

    async def report_usage(self, customer, *, value, identifier, at):
        self.calls += 1
        if self.away:
            raise Unavailable
        if customer in self.refused:
            raise UsageRefused(f"No such customer: '{customer}'")
        if identifier not in self.taken:
            self.taken[identifier] = (customer, value)
            self.counted.append((customer, value, at))
        if self.loses_answers:
            raise Unavailable

    def total(self, customer="cus_1"):
        return sum(value for payer, value, _ in self.counted if payer == customer)

    async def reported_usage(self, customer, *, start, end):
        return sum(value for payer, value, at in self.counted if payer == customer and start <= at < end)

    def forget_identifiers(self):
        """As Stripe does after a day."""
        self.taken.clear()
