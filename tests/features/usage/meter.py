"""A provider's meter that keeps its promise: an identifier counts once. It can be out of order or lose answers."""

from hiveforge.core.errors import Unavailable
from hiveforge.gateways.payments import PaymentRefused


class Meter:
    def __init__(self) -> None:
        self.taken: dict[str, tuple[str, int]] = {}
        self.calls, self.away, self.loses_answers, self.refused = 0, False, False, set()

    async def report_usage(self, customer, *, value, identifier, at):
        self.calls += 1
        if self.away:
            raise Unavailable
        if customer in self.refused:
            raise PaymentRefused("No such customer")
        self.taken.setdefault(identifier, (customer, value))
        if self.loses_answers:
            raise Unavailable

    def total(self, customer="cus_1"):
        return sum(value for payer, value in self.taken.values() if payer == customer)
