"""What pages say is not real, by the keys that are set."""

import pytest

from hiveforge.core.settings import settings
from hiveforge.gateways.payments import PaymentMode, mode_of
from hiveforge.gateways.stand_ins import stand_ins

INBOX = "Mail stays in the local inbox."
SIMULATED = "Payments are simulated: no money moves."
TEST_MODE = "Payments are in Stripe's test mode: no money moves."


@pytest.mark.parametrize(
    ("mail", "payments", "said"),
    [
        ("", "", f"{INBOX} {SIMULATED}"),
        ("re_1", "", SIMULATED),
        ("re_1", "sk_test_1", TEST_MODE),
        ("re_1", "rk_test_1", TEST_MODE),
        ("", "sk_live_1", INBOX),
        ("re_1", "sk_live_1", ""),
        ("re_1", "rk_live_1", ""),
    ],
)
def test_everything_that_only_pretends_is_named(monkeypatch, mail, payments, said):
    monkeypatch.setenv("RESEND_API_KEY", mail)
    monkeypatch.setenv("STRIPE_SECRET_KEY", payments)
    settings.cache_clear()
    try:
        assert stand_ins() == said
    finally:
        monkeypatch.undo()
        settings.cache_clear()


def test_a_key_tells_its_mode():
    keys = {"": PaymentMode.SIMULATED, "sk_test_1": PaymentMode.TEST, "sk_live_1": PaymentMode.LIVE}
    assert {key: mode_of(key) for key in keys} == keys
