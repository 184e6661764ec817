"""Whether money moves, told from the key alone: without the vendor's SDK, and without asking anybody."""

from enum import StrEnum

TEST_KEYS = ("sk_test_", "rk_test_")


class PaymentMode(StrEnum):
    """`SIMULATED` is the local stand-in. Only in `LIVE` does money move."""

    SIMULATED = "simulated"
    TEST = "test"
    LIVE = "live"


def mode_of(key: str) -> PaymentMode:
    """The mode that a secret key of Stripe belongs to; without one it is the stand-in's."""
    if not key:
        return PaymentMode.SIMULATED
    return PaymentMode.TEST if key.startswith(TEST_KEYS) else PaymentMode.LIVE
