"""The provider's books and ours, compared by what stands in them: none of the product's own decisions is asked."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hiveforge.features import plans
from hiveforge.sandbox import stripe as sandbox

LIVING = {"trialing", "active", "past_due"}
CENTS_BY_SECONDS = 500  # changes are charged to the second, and a run takes minutes of a month; a seat costs 2000
GRACE = timedelta(days=14)


@dataclass(frozen=True)
class Sold:
    """What somebody has: nothing but the free plan, unless the provider holds something else."""

    plan: str = "free"
    status: str = "free"
    seats: int = 3
    trial_end: datetime | None = None
    cancel_at: datetime | None = None
    access_until: datetime | None = None


def sold(objects, now):
    """What these objects of one customer say."""
    every = [one for one in objects if one["object"] == "subscription"]
    running = [one for one in every if one["status"] in LIVING]
    if not running:
        return Sold(status="ended" if any(one["status"] == "canceled" for one in every) else "free")
    (one,) = running
    status, cancel_at = one["status"], _moment(one["cancel_at"])
    if status == "past_due":
        return _owing(one, [each for each in objects if each["object"] == "invoice"], cancel_at, now)
    trial_end = None if cancel_at or status != "trialing" else _moment(one["trial_end"])
    return Sold("pro", "canceling" if cancel_at else status, _seats(one), trial_end, cancel_at)


class Books:
    """What the provider's stand-in holds, by kind, and the messages in which it told of it."""

    def __init__(self, owner, events):
        self.owner, self.events = owner, events

    @classmethod
    async def open(cls, owner):
        return cls(owner, await sandbox.events_since())

    def of(self, kind):
        return [row[0] for row in self.owner.execute("select body from stripe_objects where kind = %s", [kind])]

    def told(self, kind):
        return [event for event in self.events if event["type"] == kind]

    def paid(self):
        return [one for one in self.of("invoice") if one["status"] == "paid"]

    def check_charges(self, checkouts):
        """Every charge is one paid invoice, every checkout that took money is one of them."""
        charged = Counter(event["data"]["object"]["id"] for event in self.told("invoice.paid"))
        assert charged == Counter(one["id"] for one in self.paid()), charged
        complete = [one for one in self.of("checkout.session") if one["status"] == "complete"]
        assert sorted(one["id"] for one in complete) == sorted(checkouts), complete
        assert {one["invoice"] for one in complete} <= charged.keys()

    def check_keys(self):
        """The provider acted once for each key."""
        for kind in ("customer.created", "customer.subscription.updated", "customer.subscription.deleted"):
            keys = [key for event in self.told(kind) if (key := event["request"]["idempotency_key"])]
            assert len(set(keys)) == len(keys), kind

    def check_one_of_each(self, organizations):
        """An organization is one customer, who pays for one plan at a time."""
        owners = Counter(one["metadata"]["organization"] for one in self.of("customer"))
        assert owners.keys() <= {str(one) for one in organizations}
        assert max(owners.values()) == 1, f"somebody is several customers: {owners}"
        running = Counter(one["customer"] for one in self.of("subscription") if one["status"] in LIVING)
        assert not running or max(running.values()) == 1, f"somebody pays for several plans: {running}"

    def check_prices(self):
        """All that was charged and credited for a plan is what its last state costs: nothing was charged twice."""
        for one in self.of("subscription"):
            invoices = [i for i in self.of("invoice") if i["parent"] and _subscription(i) == one["id"]]
            cost = 0 if _only_tried(one) else _cost(one)
            billed = sum(invoice["total"] for invoice in invoices)
            assert abs(billed - cost) <= CENTS_BY_SECONDS, f"{one['id']} costs {cost}, billed are {billed}"

    def check_mirror(self):
        """Our invoices and subscriptions say what the provider's say."""
        ours = self.owner.execute("select external_id, status, total, amount_paid from invoices").fetchall()
        theirs = [(i["id"], i["status"], i["total"], i["amount_paid"]) for i in self.of("invoice")]
        assert sorted(ours) == sorted(theirs), set(ours) ^ set(theirs)
        rows = self.owner.execute(
            "select c.external_id, s.external_id, s.quantity, s.cancel_at, b.plan from subscriptions s"
            " join billing_customers c using (organization_id) join billing_standings b using (organization_id)"
            " where s.status = any(%s)",
            [list(LIVING)],
        ).fetchall()
        running = [one for one in self.of("subscription") if one["status"] in LIVING]
        assert sorted(rows) == sorted(
            (one["customer"], one["id"], _seats(one), _moment(one["cancel_at"]), "pro") for one in running
        )

    def packs(self, organization):
        """The credits of the packs that this organization has paid."""
        sold = [one for one in self.of("checkout.session") if one["status"] == "complete" and one["mode"] == "payment"]
        mine = [one for one in sold if one["client_reference_id"] == str(organization)]
        return len(mine) * plans.PACKS["credits"]


def _owing(subscription, invoices, cancel_at, now):
    owed = [
        one["created"]
        for one in invoices
        if one["status"] == "open"
        and one["attempt_count"]
        and one["parent"]
        and _subscription(one) == subscription["id"]
    ]
    until = _moment(min(owed)) + GRACE
    if now < until:
        return Sold("pro", "past_due", _seats(subscription), None, cancel_at, until)
    return Sold(status="suspended", cancel_at=cancel_at, access_until=until)


def _subscription(invoice):
    return invoice["parent"]["subscription_details"]["subscription"]


def _licensed(subscription):
    return next(item for item in subscription["items"]["data"] if item.get("quantity"))


def _seats(subscription):
    return _licensed(subscription)["quantity"]


def _cost(subscription):
    item = _licensed(subscription)
    return item["price"]["unit_amount"] * item["quantity"]


def _only_tried(subscription):
    """Whether it has never been beyond its trial."""
    trial_end = subscription["trial_end"]
    return bool(trial_end) and (
        subscription["status"] == "trialing" or (subscription["ended_at"] or trial_end + 1) <= trial_end
    )


def _moment(seconds):
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
