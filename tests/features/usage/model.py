"""The ledger as it is meant, in plain Python: no database, no clock, nothing at once."""

from dataclasses import dataclass, field

from hiveforge.features.usage import rules


@dataclass
class Held:
    amount: int
    state: str = "open"
    taken: tuple[int, int, int] = (0, 0, 0)


@dataclass
class Model:
    included: int = 100
    left: int = 100
    used: int = 0
    packs: int = 0
    packs_bought: set[str] = field(default_factory=set)
    allowed: bool = False
    metered: bool = False
    budget: int = 0
    cap: int = 0
    over: int = 0
    billable: int = 0
    held: dict[str, Held] = field(default_factory=dict)

    @property
    def reserved(self) -> int:
        return sum(h.amount for h in self.held.values() if h.state == "open")

    @property
    def spendable(self) -> int:
        return self.left + self.packs + self.cap - self.over

    @property
    def remaining(self) -> int:
        return max(self.spendable - self.reserved, 0)

    @property
    def alert(self) -> int:
        return rules.share(self.used, self.included)

    def reserve(self, key, amount):
        if key not in self.held:
            if self.spendable - self.reserved < amount:
                return False
            self.held[key] = Held(amount)
        return True

    def settle(self, key, cost):
        held = self.held[key]
        if held.state in {"open", "expired"}:
            mine = held.amount if held.state == "open" else 0
            held.state = "settled"
            take = min(cost, self.spendable, max(mine, self.spendable - self.reserved))
            included = min(take, self.left)
            packs = min(take - included, self.packs)
            held.taken = (included, packs, take - included - packs)
            self.left, self.used, self.packs = self.left - included, self.used + included, self.packs - packs
            self.over, self.billable = self.over + held.taken[2], self.billable + held.taken[2]
        return held.taken

    def end(self, key, state):
        if self.held[key].state == "open":
            self.held[key].state = state

    def allow(self, included, *, allowed):
        self.included, self.allowed = included, allowed
        self.left = max(included - self.used, 0)
        self._cap()

    def choose(self, budget):
        self.metered, self.budget = budget > 0, budget
        self._cap()

    def new_period(self):
        self.left, self.used, self.over = self.included, 0, 0
        self._cap()

    def _cap(self):
        self.cap = max(self.budget, self.over) if self.metered and self.allowed else self.over
