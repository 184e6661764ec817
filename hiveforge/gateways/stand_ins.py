"""What is not real on this installation, in words: pages show that it is a test."""

from hiveforge.core.settings import settings

from .mail import uses_local_inbox
from .payments import PaymentMode, mode_of

_PAYMENTS = {
    PaymentMode.SIMULATED: "Payments are simulated: no money moves.",
    PaymentMode.TEST: "Payments are in Stripe's test mode: no money moves.",
    PaymentMode.LIVE: "",
}


def stand_ins() -> str:
    """A sentence for each service that only pretends; empty where everything is real."""
    mail = "Mail stays in the local inbox." if uses_local_inbox() else ""
    paid = _PAYMENTS[mode_of(settings().stripe_secret_key.get_secret_value())]
    return f"{mail} {paid}".strip()
